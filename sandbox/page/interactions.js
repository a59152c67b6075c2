/** What blocks do when they are used: remember values, tell the server, ask for suggestions. */

import { toast } from "./toast.js";

/**
 * Build the context that blocks are drawn with. `container` names the message or view in Slack's words;
 * `onEdit(blockId)` is told of every change a person makes.
 */
export function buildContext({ world, socket, fields, container, onEdit = () => {} }) {
  const act = (block, element, extra) => {
    const action = { block_id: block.block_id, action_id: element.action_id, type: element.type, ...extra };
    const sent = socket.send({ type: "action", container, action, values: fields.toValues() });
    if (sent === null) toast("Not sent: there is no connection to the sandbox.");
  };

  const keep = (block, element, value) => {
    fields.set(block.block_id, element.action_id, value);
    onEdit(block.block_id);
  };

  return {
    world,
    fields,
    press: act,
    fill: keep,
    change(block, element, selected) {
      keep(block, element, Object.values(selected)[0]);
      if (block.type !== "input" || block.dispatch_action) act(block, element, selected);
    },
    suggest: (block, element, value) =>
      socket.ask({
        type: "suggest",
        container,
        block_id: block.block_id,
        action_id: element.action_id,
        value,
      }),
  };
}

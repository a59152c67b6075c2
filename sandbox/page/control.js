/** The sandbox's control path: what people may do to the world from the page. */

import { toast } from "./toast.js";

/** Do one thing to the world and return what became of it; a refusal is said in `complaint`. */
export async function tellSandbox(deed, complaint) {
  try {
    const answer = await fetch("/_control", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(deed),
    });
    if (!answer.ok) toast(complaint);
    return await answer.json();
  } catch {
    toast("The sandbox does not answer.");
    return {};
  }
}

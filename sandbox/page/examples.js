/** Lines to try besides the numbers: calls that come later, calls that are tried again, lists. */

const BUSY = "+15559876001";

/** The examples as {name, sign, label, story, line}; `world` knows the command. */
export function examples(world, answered) {
  const command = world.commands[0]?.command ?? "/call";
  const example = (name, sign, label, story, rest) => ({
    name,
    sign,
    label,
    story,
    line: `${command} ${rest}`,
  });
  return [
    example(
      "later",
      "spiral_calendar",
      "Later",
      "Press +15 min twice and the phone rings",
      `${answered} name=John at="in 20 minutes"`,
    ),
    example(
      "again",
      "repeat",
      "Busy, and tried again",
      "After 15 minutes, then after an hour, never in quiet hours there",
      `${BUSY} name=John retry=2 tz=America/New_York`,
    ),
    example(
      "closed",
      "lock",
      "A closed country",
      "Refused, with a way to ask an admin",
      "+18765556543 name=John",
    ),
    example(
      "premium",
      "no_entry_sign",
      "A premium number",
      "Refused, whatever admins open",
      "+19005556543",
    ),
    example(
      "unwanted",
      "no_entry",
      "A do-not-call number",
      "Refused, with who said so and why",
      "+12025556543 name=Nina",
    ),
    example(
      "night",
      "crescent_moon",
      "Quiet hours",
      "Where it is quiet, the call waits for 8:00",
      "+13055556543 name=Carla",
    ),
    example(
      "zones",
      "clock3",
      "One of several zones",
      "You are asked which one, before anybody is called",
      "+79161236543 name=Ivan",
    ),
    example(
      "basis",
      "memo",
      "A call that needs a basis",
      "You are asked why they may be called",
      "+33142686543 name=Luc",
    ),
    example(
      "first",
      "mag",
      "A first call to a country",
      "Shown before it is placed, because an admin opened it",
      "+34912346543 name=Lola",
    ),
    example(
      "approval",
      "raised_hand",
      "A call that a second person allows",
      "Become Dana, the admin, and press Approve on its card",
      "+493012346543 name=Eva",
    ),
    example("rules", "key", "The rules", "Become Dana to change them, the caps too", "rules"),
    example("history", "scroll", "The latest calls", "Yours and everyone's, page by page", "history"),
    example("watch", "eyes", "Watch", "This channel hears of every call that ends", "watch"),
    example("stats", "bar_chart", "Stats", "The last thirty days, with a picture", "stats"),
  ];
}

# What the desk says, in English. Messages are HTML as Telegram takes it (<b>, <i>, <a>, …); buttons, toasts and the
# descriptions of commands are plain text. A file of the same name in the folder of overrides replaces texts one by
# one, and may use the variables that the text has here, and no others. `bellhop check` says which text can't be used: at
# most 64 characters are for buttons, 200 for toasts, 256 for descriptions of commands, 123 for what stands above
# somebody's words (answer-heading…, person-wrote…), 174 for what says where words come from and what they reply to
# (forwarded-…, in-reply-to-…), 2048 for the others.

## Words that sentences are made of

status-open = 🟢 Open
status-in-progress = 🟡 In Progress
status-awaiting-user = 🔵 Awaiting User
status-resolved = ✅ Resolved

priority-low = Low
priority-normal = Normal
priority-high = High
priority-urgent = Urgent

seconds = { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
short-minutes = { $small } min
short-hours = { $large } h { $small } min
short-days = { $large } d { $small } h
units-hours = { $count } h
units-minutes = { $count } min
units-seconds = { $count } s
date-and-time = { $year }-{ $month }-{ $day } { $time }
date-in-full = { $weekday } { $day } { $month } { $time }
day-today = today
day-tomorrow = tomorrow
day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
day-and-time = { $day } { $time }
until = until { $time }
permanently = permanently

anonymous = an anonymous administrator
unknown-agent = a member of the team
nobody = nobody

reason-spam = Spam
reason-abuse = Abuse
reason-off-topic = Off topic

## Buttons

button-support = 🎫 Support
button-create = 🎫 Create Ticket
button-contact = 💬 Contact Support
button-cancel = Cancel
button-reply = Reply
button-conversation = View Conversation
button-close = Close Ticket
button-close-yes = Yes, close it
button-close-no = No, keep it open
button-still = Still need help
button-solved = It's solved
button-older = ◀ Older
button-newer = Newer ▶
button-previous = ◀ Previous
button-next = Next ▶
button-view = View Ticket
button-assign-me = Assign to me
button-assign = Assign
button-nobody = Nobody
button-block = Block User
button-priority = Priority
button-note = Note
button-send = Send
button-send-anyway = Send anyway
button-drop = Drop
button-1-hour = 1 hour
button-1-day = 1 day
button-7-days = 7 days
button-30-days = 30 days
button-custom = Custom
button-permanent = Permanent
button-confirm = Confirm
button-unblock = Unblock
button-retry = Retry

## To a person: getting help

greeting =
    👋 Hello! This is the support desk.
    Press <b>🎫 Support</b> to get help, or just write what it is about.
support-tickets = Create a ticket, and we will answer you here.
support-contact = You can write to { $contact }.
support-both = Create a ticket, and we will answer you here, or write to { $contact }.
ask-title =
    What is it about? Send a short title for your ticket.
ask-body =
    Now describe the problem. You can send text, a photo, a file, a voice message.
title-too-short = <b>Title too short</b>: at least { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }. Please send another one.
title-too-long = <b>Title too long</b>: at most { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }. Please send a shorter one; the details can follow in the message.
title-not-text = A title must be text. Please send a short title for your ticket; you can add files afterwards.
body-too-short = <b>Message too short</b>: at least { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }. Please tell us a little more.
body-too-long = <b>Message too long</b>: at most { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }. Please send a shorter one; you can add more afterwards.
created =
    ✅ <b>Ticket { $ticket } created</b>
    We will answer you here.
created-closed = We are not here right now: we are back { $when }.
created-usual = A first answer usually takes { $duration }.
offer =
    You have no open ticket. Shall I create one? What you wrote is kept and will be its message.
offer-after-resolved =
    Ticket { $ticket } has been resolved. What you wrote is kept: create a new ticket to send it to us.
offer-full =
    Your first { $count ->
        [one] message is kept
       *[other] { $count } messages are kept
    } and will be sent with a ticket; what came after that is <b>not kept</b>. Create a ticket first, then send it again.
offer-ended =
    A day has passed without a ticket: what you wrote is <b>not kept</b> any longer, and nobody has read it. If you still need help, just write again.
offer-over = This offer is over.
no-ticket = You have no open ticket.
edit-too-late = Ticket { $ticket } has been resolved: what you changed is not passed on any more. Just write to get help again.
title-stays-short = The title of ticket { $ticket } stays as it was: a title has at least { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }.
title-stays-long = The title of ticket { $ticket } stays as it was: a title has at most { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }.
title-stays-text = The title of ticket { $ticket } stays as it was: a title must be text.
cancelled = Cancelled.
nothing-to-cancel = There is nothing to cancel.

## To a person: their ticket

active-ticket =
    You have an open ticket.
    📋 Ticket { $ticket }: { $title }
    Status: { $status }
resolved-ticket =
    📋 Ticket { $ticket }: { $title }
    Status: { $status }
ask-reply = Send your reply to ticket { $ticket }.
receipt = 👍 Added to ticket { $ticket }.
not-seen = ⚠️ Ticket { $ticket }: this message came, but Telegram does not let me show it to the team. They see only that it came. Please tell them in words, or send a picture of it.
not-seen-but-words = ⚠️ Ticket { $ticket }: Telegram does not let me show this message to the team as it is. They see only what it says in words.
answer-heading = <b>Support replied to ticket { $ticket }</b>
answer-heading-named = <b>Support replied to ticket { $ticket }</b> · { $agent }
answer-heading-edited = <b>Support replied to ticket { $ticket }</b> · <i>edited</i>
answer-heading-edited-named = <b>Support replied to ticket { $ticket }</b> · { $agent } · <i>edited</i>
person-confirm-close = Close ticket { $ticket }?
person-kept-open = Ticket { $ticket } stays open.
closed = ✅ <b>Ticket { $ticket } has been resolved</b>
closed-by-person = You closed it.
closed-by-team = Support closed it.
closed-by-silence = It was closed because we did not hear from you.
silence-warning =
    ⏳ We are waiting for you.
    📋 Ticket { $ticket }: { $title }
    It will be closed { $when }, in { $duration }, unless you write.
still-need-help = I still need help.
my-tickets = 📋 <b>Your tickets</b>
my-tickets-empty = You have no tickets.
takes-longer = This takes longer than usual. Nothing is lost: you will get an answer as soon as possible.
slow-down = You are writing faster than the desk can take it. What you wrote is kept and will follow shortly.
not-taken = A lot of your messages are waiting. Those up to this one are kept; what you send after it is <b>not taken</b> until I tell you that you can write again.
taken-again = What was waiting is through: you can write again. Please repeat what was not taken.

## To a person: blocks

blocked =
    🚫 <b>You have been blocked</b> { $end }.
    Reason: { $reason }
you-are-blocked =
    🚫 <b>You are blocked</b> { $end }.
    Reason: { $reason }
unblocked = You are not blocked any more. You can create tickets again.

## Both sides: the conversation

conversation-header =
    📋 Ticket { $ticket }: { $title }
    Status: { $status } | Priority: { $priority }
speaker-user = 👤 User ({ $time }):
speaker-support = 👨‍💼 Support ({ $time }):
speaker-support-named = 👨‍💼 Support · { $agent } ({ $time }):
speaker-note = Note · { $agent } ({ $time }):
time-edited = { $time }, edited
forwarded-from = ↪ <i>forwarded from { $source }</i>
forwarded-message = ↪ <i>forwarded message</i>
in-reply-to-words = ↩ <i>in reply to:</i> { $line }
in-reply-to-source = ↩ <i>in reply to { $source }:</i> { $line }
attachment-lost = { $sign } An attachment was here that can't be sent again.
attachment-in-words = <i>Telegram does not let me show it here; this is what it says.</i>
attachment-again = <b>Ticket { $ticket }</b> ({ $time })
attachment-not-shown = <i>Telegram does not let me show it here.</i>
thing-poll = 📊 Poll
thing-quiz = 📊 Quiz
thing-checklist = ☑️ Checklist
thing-story = 📖 Story
thing-contact = 👤 Contact
thing-place = 📍 Place
thing-dice = 🎲 Dice
thing-game = 🎮 Game
thing-invoice = 🧾 Invoice
thing-giveaway = 🎁 Giveaway
thing-paid-media = ⭐ Paid media
thing-rich = 📄 Article

## To the team: cards and words

new-ticket =
    🆕 <b>New ticket { $ticket }</b>
    Title: { $title }
    User: { $user }
    Priority: { $priority }
card-user = User: { $user }
card-came-by = Came by link: { $link }
card-waiting = Waiting since: { $since } ({ $duration })
card-unreachable = ⚠️ The user can't be reached.
card-assignee = Assigned to: { $agent }
card-edited = ✏️ <i>edited</i>
card-closed-by-user = Closed by the user after { $duration }
card-closed-by-team = Closed by the team after { $duration }
card-closed-by-silence = Closed after { $silence } of silence, { $duration } after it was opened
card-closed = Closed after { $duration }
card-closed-by-block = Closed after { $duration }: the user was blocked
card-moved = 📋 Ticket { $ticket }: <a href="{ $link }">{ $title }</a>
earlier-messages = { $count ->
        [one] … { $count } earlier message
       *[other] … { $count } earlier messages
    }
person-wrote = <b>User replied to { $ticket }</b>
person-wrote-edited = <b>User replied to { $ticket }</b> · <i>edited</i>
warning =
    🟡 Ticket { $ticket }: an answer is due soon
    Title: { $title }
    User: { $user }
    Waiting: { $duration }
alert =
    ⚠️ SLA Breach!
    Ticket { $ticket }
    Title: { $title }
    User: { $user }
    Waiting: { $duration }
alert-called = 🔔 { $names }
resolution-alert =
    ⚠️ Ticket { $ticket } is not resolved in time
    Title: { $title }
    User: { $user }
    Open for: { $duration }

## To the team: answering

ask-answer = ✍ Ticket { $ticket }: reply to this message with the answer.
ask-answer-named = ✍ Ticket { $ticket }: { $agent }, reply to this message with the answer.
ask-answer-placeholder = The answer to the user
just-answered = ⚠️ Ticket { $ticket }: { $agent } answered seconds ago. Send this answer too?
prompt-of-another = ⚠️ This was { $agent }'s prompt for { $ticket }. Send it?
prompt-of-anonymous = ⚠️ This was an anonymous administrator's prompt for { $ticket }. Send it?
answer-stays = ⚠️ Ticket { $ticket }: an edit can't turn an answer into a remark. The user has the answer as it was before this edit.
answer-sent = Ticket { $ticket }: the answer was sent.
answer-dropped = Ticket { $ticket }: the answer was dropped, nothing was sent.
not-sent = ⚠️ Ticket { $ticket } is resolved: nothing was sent.
answer-expired = ⏳ Ticket { $ticket }: this answer was <b>not sent</b>, because nobody confirmed it for a day.
cannot-route = ⚠️ I can't tell which ticket this belongs to: nothing was sent. Reply to a message that names the ticket.
name-needed = ⚠️ I can't tell who is writing as the group, and admin.agents names who may answer: nothing was sent. Write under your own name.
not-heard-as-channel = ⚠️ Nothing was sent: you wrote as a channel or another group, and I can't tell who you are. Write under your own name.
not-heard-no-agent = ⚠️ Nothing was sent: you are not one of this desk's team.
not-heard-unknown = ⚠️ Nothing was sent: Telegram does not tell me whether you belong to this group. An administrator of the bot can change that.
members-hidden = ⚠️ Telegram does not tell me who belongs to this group, because its members are hidden and I have no rights here. What those members write or press goes nowhere. Make me an administrator (no right in particular is needed), or name the team in <code>admin.agents</code>.
answer-unreachable = ⚠️ Ticket { $ticket }: this answer was not delivered, because the user has blocked the bot or is gone. It will be sent if they come back.
answer-refused = ⚠️ Ticket { $ticket }: this answer was not delivered, because Telegram refused it. Try again, or send it in another form.
answer-refused-not-copied = ⚠️ Ticket { $ticket }: this answer was not delivered, because Telegram lets no bot copy such a message (a quiz, a story, a checklist). Send it in another form.
answer-refused-protected = ⚠️ Ticket { $ticket }: this answer was not delivered, because its content is protected against copying. Send it in another form.
answer-refused-gone = ⚠️ Ticket { $ticket }: this answer was not delivered, because it was deleted before it could be copied, and Telegram no longer has its file. Send it again.
answer-refused-no-voice = ⚠️ Ticket { $ticket }: this answer was not delivered, because the user takes no voice or video messages. Write it instead.
answer-refused-kind = ⚠️ Ticket { $ticket }: this answer was not delivered, because this kind of message is not taken there. Send it in another form.
answer-refused-too-long = ⚠️ Ticket { $ticket }: this answer was not delivered, because it is too long for Telegram. Send it in parts.
edit-refused = ⚠️ Ticket { $ticket }: this edit did not reach the user, because Telegram refused it. Send the correction as another answer.

## To the team: working on tickets

ask-note = Ticket { $ticket }: reply to this message with the note. The user never sees it.
ask-note-named = Ticket { $ticket }: { $agent }, reply to this message with the note. The user never sees it.
ask-note-placeholder = The note, for the team only
noted = Ticket { $ticket }: the note is kept.
not-noted = ⚠️ Ticket { $ticket } is resolved: the note was not kept.
team-confirm-close = Close ticket { $ticket }?
team-closed = ✅ Ticket { $ticket } was closed by { $agent }.
team-kept-open = Ticket { $ticket } stays open.
assign-choice = Who takes ticket { $ticket }?
assigned = Ticket { $ticket } is assigned to { $agent }.
assigned-nobody = Ticket { $ticket } is assigned to nobody.
priority-choice = How urgent is ticket { $ticket }? Now: { $priority }
priority-set = Ticket { $ticket }: the priority is { $priority }.
no-such-ticket = There is no ticket { $ticket }.
list-active = <b>🎫 Active Tickets</b>
list-mine = <b>🎫 Tickets of { $agent }</b>
list-open = <b>🎫 Open Tickets</b>
list-awaiting = <b>🎫 Tickets Awaiting Users</b>
list-all = <b>🎫 All Tickets</b>
list-empty = There are none.
list-line = { $sign } { $ticket } - { $title }
list-line-waiting = { $sign } { $ticket } - { $title } ({ $duration })
list-line-awaiting = 🔵 { $ticket } - Awaiting user response
list-legend = 🔴 SLA Breached | 🟡 Warning | 🟢 OK | 🔵 Awaiting
digest-new = <b>{ $count ->
        [one] { $count } new ticket
       *[other] { $count } new tickets
    }</b>
digest-overdue = <b>{ $count ->
        [one] { $count } ticket is over its SLA
       *[other] { $count } tickets are over their SLA
    }</b>
digest-more = … and { $count } more: /tickets
topic-gone =
    ⚠️ <b>The topic for tickets is gone</b>
    Telegram takes nothing for topic { $topic } any more. From now on tickets come here, to General; a card that stood in the topic comes with the next word about its ticket.
    To give them a topic again, make one, put its number into <code>admin.tickets_topic_id</code> and restart the bot.
topic-gone-open = <b>{ $count ->
        [one] { $count } ticket is open
       *[other] { $count } tickets are open
    }</b>

## To the team: blocks

block-duration =
    🚫 Ticket { $ticket }: block { $user }
    For how long?
block-type-duration =
    🚫 Ticket { $ticket }: block { $user }
    For how long? Reply to this message with a time such as <code>90m</code>, <code>12h</code>, <code>2d</code>, <code>1w</code>, or with the last day, such as <code>2026-12-24</code>.
block-reason =
    🚫 Ticket { $ticket }: block { $user }
    Duration: { $duration }
    Why? Choose, or reply to this message with the reason. The user will read it.
block-confirm =
    🚫 Ticket { $ticket }: block { $user }?
    Duration: { $duration }
    Reason: { $reason }
block-not-a-duration = ⚠️ That is no time I can read, or it is not within the next ten years.
block-not-a-reason = ⚠️ A reason has at least one character, and at most { $count }.
block-cancelled = Ticket { $ticket }: nobody was blocked.
block-done =
    🚫 Ticket { $ticket }: { $user } is blocked { $end }.
    Reason: { $reason }
    Blocked by: { $agent }
block-over = Ticket { $ticket }: the block of { $user } is over already.
block-lifted = { $user } is not blocked any more; the block was lifted by { $agent }.
blocked-list = <b>🚫 Blocked</b>
blocked-list-empty = Nobody is blocked.
blocked-list-line = • { $user } { $end }: { $reason }
not-blocked = Nobody of that name or number is blocked.

## To the team: the clocks of a ticket

clocks-heading =
    ⏱ <b>Ticket { $ticket }</b>: { $title }
clocks-line = { $time } · { $text }
clocks-earlier = { $count ->
        [one] … { $count } earlier line
       *[other] … { $count } earlier lines
    }
clock-first = first response
clock-next = next response
clocks-waits = The { $clock } clock starts, with message { $message } of the user.
clocks-answered = Answered: the { $clock } clock stops after { $duration }.
clocks-answered-late = Answered late: the { $clock } clock stops after { $duration }.
clocks-cancelled = The user can't be reached: the { $clock } clock is cancelled after { $duration }.
clocks-viewed = Somebody looked; the clock runs on.
clocks-viewed-stops = Somebody looked: the first response clock stops (sla.stop_when_viewed).
clocks-priority = The priority is { $priority } from here on; what has elapsed is carried over.
clocks-settings = Version { $version } of the settings holds.
clocks-warned = Warning (sla.warn_at_percent).
clocks-breached = Breach, due { $due }: the team is alerted.
clocks-reminded = Reminder { $nth }.
clocks-escalated = Step { $step } of sla.escalation.
clocks-resolution-breached = Not resolved in time, due { $due }: the team is told.
clocks-silent = The user is silent: auto_close.after runs.
clocks-silence-warned = The user is told that the ticket will be closed.
clocks-silence-delivered = They got that warning.
clocks-silence-lost = That warning was not sent: when its turn came it was not true.
clocks-silence-refused = Telegram refused that warning: auto_close.after runs once more, without one.
clocks-silence-anew = The user did something: auto_close.after begins anew.
clocks-silence-broken = The user wrote: the silence is over.
clocks-silence-cancelled = The user can't be reached: the silence is not theirs, and is over.
clocks-reachable = The user can be reached again.
clocks-resolved = Resolved, after { $duration } less the time in which the user was awaited.
clocks-closed-by-silence = Closed after { $silence } of silence (auto_close.after); it took { $duration } less the time in which the user was awaited.
clocks-closed-unreachable = Closed { $silence } after the user could not be reached any more (auto_close.after); it took { $duration } less the time in which the user was awaited.
clocks-runs = Now: the { $clock } clock stands at { $duration } of { $within }.
clocks-runs-off = Now: the { $clock } clock stands at { $duration }; it is turned off.
clocks-stopped = Now: the { $clock } clock stands still at { $duration }, where a look stopped it (sla.stop_when_viewed).
clocks-closed = Now the desk is closed (sla.hours): nothing is counted until { $until }.
clocks-next-warning = Next: the warning.
clocks-next-breach = Next: the breach.
clocks-next-reminder = Next: a reminder (sla.reminder_cooldown).
clocks-next-escalation = Next: step { $step } of sla.escalation.
clocks-next-resolution = Next: the target for resolving (sla.resolve_within).
clocks-next-silence-warning = Next: the warning to the user (auto_close.warn_before).
clocks-next-close = Next: the ticket is closed for silence (auto_close.after).
clocks-next-close-unreachable = Next: the ticket is closed, because the user can't be reached (auto_close.after).

## To the team: the desk itself

usage-ticket = Usage: <code>/ticket 126</code>
usage-block = Usage: <code>/block 126</code>, with the number of a ticket of the user
usage-unblock = Usage: <code>/unblock @name</code>, or with the number of the user
usage-sla = Usage: <code>/sla 126</code>
team-help =
    <b>What the team can do</b>
    /tickets: all active tickets, the worst first; also <code>/tickets mine</code>, <code>open</code>, <code>awaiting</code>, <code>all</code>
    /ticket: one ticket, as in <code>/ticket 126</code>
    /sla: why the clocks of a ticket stand as they do, as in <code>/sla 126</code>
    /block: block the user of a ticket, as in <code>/block 126</code>
    /unblock: lift a block, as in <code>/unblock @name</code>
    /blocked: who is blocked
    To answer a user, reply to any message about their ticket. What replies to nothing stays among the team.
    To keep a note with a ticket, press <b>Note</b> on it and reply to what I ask. The user never sees it.
set-aside = ⚠️ Something that came from Telegram could not be processed and was set aside (update { $update }). The log says why.
settings-changed = ⚙️ The settings were edited. New from now on: { $keys }
settings-edited = ⚙️ The settings were edited.
settings-restart = { $count ->
        [one] { $keys } needs a restart: until then the old value holds.
       *[other] { $keys } need a restart: until then the old values hold.
    }
settings-impact-none = No alert of an open ticket moves
settings-impact = { $over ->
        [one] { $over } open ticket is over the new limit now
       *[other] { $over } open tickets are over the new limit now
    }, { $earlier ->
        [one] { $earlier } alert comes earlier
       *[other] { $earlier } alerts come earlier
    }, { $later } later{ $dropped ->
        [0] { "" }
       *[other] , { $dropped } no more
    }{ $added ->
        [0] { "" }
       *[other] , { $added } where there was none
    }
settings-impact-closings = Closed for silence: { $earlier } earlier, { $later } later{ $dropped ->
        [0] { "" }
       *[other] , { $dropped } no more
    }{ $added ->
        [0] { "" }
       *[other] , { $added } that were not before
    }
settings-refused = ⚠️ The settings were edited, and the edit is refused: nothing has changed.
settings-fault = • <code>{ $fault }</code>
settings-faults-more = { $count ->
        [one] … and { $count } more fault; the log has it.
       *[other] … and { $count } more faults; the log has them.
    }
was-out =
    ⚠️ <b>I was not in this group</b>
    Since { $since } nothing could be told here. People could write all the while, and were served: what waited comes now.
was-mute =
    ⚠️ <b>I was not allowed to write in this group</b>
    Since { $since } nothing could be told here. People could write all the while, and were served: what waited comes now. Make me an administrator (no right in particular is needed), and it does not happen again.
right-missing =
    ⚠️ <b>I am not allowed to send { $what } in this group</b>
    Allow it in the permissions of the group, or make me an administrator (no right in particular is needed). What can't be shown here is kept, and comes as soon as I may send it: I try every 10 minutes, for 24 hours.
right-photos = photos
right-videos = videos
right-video-notes = video messages
right-voice-notes = voice messages
right-audios = music
right-documents = files
right-polls = polls
right-stickers = stickers and GIFs
right-media = attachments
right-unnamed = some attachments
parked = ⚠️ Ticket { $ticket } fails again and again and is paused; it is tried again by itself. The log says why.
not-shown = ⚠️ Ticket { $ticket }: the user wrote something that Telegram does not let me show here in any form. The ticket has its text.

## Toasts: plain text, at most 200 characters

toast-stale = This button is no longer valid.
toast-not-yours = Somebody else must decide this.
toast-not-an-agent = You are not one of this desk's team.
toast-membership-unknown = Telegram does not tell me whether you belong to this group. An administrator of the bot can change that.
toast-already-resolved = This ticket is already resolved.
toast-assigned = The assignee is set.
toast-priority-set = The priority is set.
toast-closed = The ticket is closed.
toast-team-told = The team is told.
toast-retried = Trying again.

## Commands: plain text, at most 256 characters

command-start = Start
command-support = Get help
command-ticket = My open ticket
command-tickets = All my tickets
command-cancel = Drop what I was doing
command-help = What this bot does

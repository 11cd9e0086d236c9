# What the desk says, in Russian: the same texts with the same variables as in en.ftl.

## Words that sentences are made of

status-open = 🟢 Открыто
status-in-progress = 🟡 В работе
status-awaiting-user = 🔵 Ждём пользователя
status-resolved = ✅ Решено

priority-low = низкий
priority-normal = обычный
priority-high = высокий
priority-urgent = срочный

seconds = { $count ->
        [one] { $count } секунда
        [few] { $count } секунды
       *[many] { $count } секунд
    }
minutes = { $count ->
        [one] { $count } минута
        [few] { $count } минуты
       *[many] { $count } минут
    }
hours = { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    }
days = { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
short-minutes = { $small } мин
short-hours = { $large } ч { $small } мин
short-days = { $large } д { $small } ч
units-hours = { $count } ч
units-minutes = { $count } мин
units-seconds = { $count } с
date-and-time = { $day }.{ $month }.{ $year } { $time }
date-in-full = { $weekday }, { $day } { $month }, в { $time }
day-today = сегодня
day-tomorrow = завтра
day-1 = в понедельник
day-2 = во вторник
day-3 = в среду
day-4 = в четверг
day-5 = в пятницу
day-6 = в субботу
day-7 = в воскресенье
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
day-and-time = { $day } в { $time }
until = до { $time }
permanently = навсегда

anonymous = анонимный администратор
unknown-agent = сотрудник поддержки
nobody = никто

reason-spam = Спам
reason-abuse = Оскорбления
reason-off-topic = Не по теме

## Buttons

button-support = 🎫 Поддержка
button-create = 🎫 Создать обращение
button-contact = 💬 Написать в поддержку
button-cancel = Отмена
button-reply = Ответить
button-conversation = Переписка
button-close = Закрыть обращение
button-close-yes = Да, закрыть
button-close-no = Нет, оставить
button-still = Вопрос не решён
button-solved = Вопрос решён
button-older = ◀ Раньше
button-newer = Позже ▶
button-previous = ◀ Назад
button-next = Дальше ▶
button-view = Открыть обращение
button-assign-me = Взять себе
button-assign = Назначить
button-nobody = Никому
button-block = Заблокировать
button-priority = Приоритет
button-note = Заметка
button-send = Отправить
button-send-anyway = Всё равно отправить
button-drop = Не отправлять
button-1-hour = 1 час
button-1-day = 1 день
button-7-days = 7 дней
button-30-days = 30 дней
button-custom = Другой срок
button-permanent = Навсегда
button-confirm = Подтвердить
button-unblock = Разблокировать
button-retry = Повторить

## To a person: getting help

greeting =
    👋 Здравствуйте! Это служба поддержки.
    Нажмите <b>🎫 Поддержка</b> или просто напишите, что случилось.
support-tickets = Создайте обращение, и мы ответим вам здесь.
support-contact = Вы можете написать { $contact }.
support-both = Создайте обращение, и мы ответим вам здесь, или напишите { $contact }.
ask-title =
    О чём ваш вопрос? Пришлите короткий заголовок.
ask-body =
    Теперь опишите, что случилось. Можно прислать текст, фото, файл или голосовое сообщение.
title-too-short = <b>Заголовок слишком короткий</b>: нужно не меньше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }. Пришлите, пожалуйста, другой.
title-too-long = <b>Заголовок слишком длинный</b>: нужно не больше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }. Пришлите, пожалуйста, короче; подробности можно написать в сообщении.
title-not-text = Заголовок должен быть текстом. Пришлите короткий заголовок, а файлы можно добавить потом.
body-too-short = <b>Сообщение слишком короткое</b>: нужно не меньше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }. Расскажите, пожалуйста, подробнее.
body-too-long = <b>Сообщение слишком длинное</b>: нужно не больше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }. Пришлите, пожалуйста, короче; остальное можно добавить потом.
created =
    ✅ <b>Обращение { $ticket } создано</b>
    Мы ответим вам здесь.
created-closed = Сейчас мы не работаем: вернёмся { $when }.
created-usual = Обычное время до первого ответа: { $duration }.
offer =
    У вас нет открытого обращения. Создать его? То, что вы написали, сохранено и станет его сообщением.
offer-after-resolved =
    Обращение { $ticket } уже решено. То, что вы написали, сохранено: создайте новое обращение, чтобы отправить это нам.
offer-full =
    { $count ->
        [one] Сохранено { $count } первое сообщение
        [few] Сохранены { $count } первых сообщения
       *[many] Сохранены { $count } первых сообщений
    }: они войдут в обращение. Всё, что вы прислали после, <b>не сохранено</b>. Сначала создайте обращение, потом пришлите это ещё раз.
offer-ended =
    Прошли сутки, а обращение не создано: то, что вы написали, больше <b>не хранится</b>, и никто этого не прочитал. Если помощь ещё нужна, просто напишите снова.
offer-over = Это предложение больше не действует.
no-ticket = У вас нет открытого обращения.
edit-too-late = Обращение { $ticket } уже решено: изменение не передано. Если помощь ещё нужна, просто напишите.
title-stays-short = Заголовок обращения { $ticket } остался прежним: нужно не меньше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }.
title-stays-long = Заголовок обращения { $ticket } остался прежним: нужно не больше { $count ->
        [one] { $count } символа
       *[other] { $count } символов
    }.
title-stays-text = Заголовок обращения { $ticket } остался прежним: заголовок должен быть текстом.
cancelled = Отменено.
nothing-to-cancel = Отменять нечего.

## To a person: their ticket

active-ticket =
    У вас есть открытое обращение.
    📋 Обращение { $ticket }: { $title }
    Статус: { $status }
resolved-ticket =
    📋 Обращение { $ticket }: { $title }
    Статус: { $status }
ask-reply = Пришлите ваш ответ по обращению { $ticket }.
receipt = 👍 Добавлено к обращению { $ticket }.
not-seen = ⚠️ Обращение { $ticket }: это сообщение получено, но Telegram не даёт показать его поддержке. Там видно только то, что оно пришло. Напишите, пожалуйста, словами или пришлите снимок.
not-seen-but-words = ⚠️ Обращение { $ticket }: Telegram не даёт показать это сообщение поддержке как есть. Там виден только его текст.
answer-heading = <b>Поддержка ответила на обращение { $ticket }</b>
answer-heading-named = <b>Поддержка ответила на обращение { $ticket }</b> · { $agent }
answer-heading-edited = <b>Поддержка ответила на обращение { $ticket }</b> · <i>изменено</i>
answer-heading-edited-named = <b>Поддержка ответила на обращение { $ticket }</b> · { $agent } · <i>изменено</i>
person-confirm-close = Закрыть обращение { $ticket }?
person-kept-open = Обращение { $ticket } остаётся открытым.
closed = ✅ <b>Обращение { $ticket } решено</b>
closed-by-person = Вы закрыли его.
closed-by-team = Его закрыла поддержка.
closed-by-silence = Оно закрыто, потому что от вас не было ответа.
silence-warning =
    ⏳ Мы ждём вашего ответа.
    📋 Обращение { $ticket }: { $title }
    Если вы не напишете, оно закроется { $when }. Осталось: { $duration }.
still-need-help = Мне всё ещё нужна помощь.
my-tickets = 📋 <b>Ваши обращения</b>
my-tickets-empty = У вас нет обращений.
takes-longer = Это займёт больше времени, чем обычно. Ничего не потеряно: вы получите ответ, как только это будет возможно.
slow-down = Вы пишете быстрее, чем мы успеваем принимать. Всё написанное сохранено и скоро дойдёт.
not-taken = Ваших сообщений ждёт очень много. Всё до этого сообщения сохранено; то, что вы отправите после него, <b>не принимается</b>, пока я не скажу, что снова можно писать.
taken-again = Всё, что ждало, принято: снова можно писать. Повторите, пожалуйста, то, что не было принято.

## To a person: blocks

blocked =
    🚫 <b>Вы заблокированы</b> { $end }.
    Причина: { $reason }
you-are-blocked =
    🚫 <b>Вы заблокированы</b> { $end }.
    Причина: { $reason }
unblocked = Вы больше не заблокированы и снова можете создавать обращения.

## Both sides: the conversation

conversation-header =
    📋 Обращение { $ticket }: { $title }
    Статус: { $status } | Приоритет: { $priority }
speaker-user = 👤 Пользователь ({ $time }):
speaker-support = 👨‍💼 Поддержка ({ $time }):
speaker-support-named = 👨‍💼 Поддержка · { $agent } ({ $time }):
speaker-note = Заметка · { $agent } ({ $time }):
time-edited = { $time }, изменено
forwarded-from = ↪ <i>переслано: { $source }</i>
forwarded-message = ↪ <i>пересланное сообщение</i>
in-reply-to-words = ↩ <i>в ответ на:</i> { $line }
in-reply-to-source = ↩ <i>в ответ на: { $source }:</i> { $line }
attachment-lost = { $sign } Здесь было вложение, которое уже нельзя отправить.
attachment-in-words = <i>Telegram не даёт показать это здесь; вот что там написано.</i>
attachment-again = <b>Обращение { $ticket }</b> ({ $time })
attachment-not-shown = <i>Telegram не даёт показать это здесь.</i>
thing-poll = 📊 Опрос
thing-quiz = 📊 Викторина
thing-checklist = ☑️ Список задач
thing-story = 📖 История
thing-contact = 👤 Контакт
thing-place = 📍 Место
thing-dice = 🎲 Кубик
thing-game = 🎮 Игра
thing-invoice = 🧾 Счёт
thing-giveaway = 🎁 Розыгрыш
thing-paid-media = ⭐ Платный контент
thing-rich = 📄 Статья

## To the team: cards and words

new-ticket =
    🆕 <b>Новое обращение { $ticket }</b>
    Заголовок: { $title }
    Пользователь: { $user }
    Приоритет: { $priority }
card-user = Пользователь: { $user }
card-came-by = Перешёл по ссылке: { $link }
card-waiting = Ждёт с { $since } ({ $duration })
card-unreachable = ⚠️ Пользователь недоступен.
card-assignee = Исполнитель: { $agent }
card-edited = ✏️ <i>изменено</i>
card-closed-by-user = Закрыл пользователь. Было открыто: { $duration }
card-closed-by-team = Закрыла поддержка. Было открыто: { $duration }
card-closed-by-silence = Закрыто после { $silence } молчания. Было открыто: { $duration }
card-closed = Закрыто. Было открыто: { $duration }
card-closed-by-block = Закрыто: пользователь заблокирован. Было открыто: { $duration }
card-moved = 📋 Обращение { $ticket }: <a href="{ $link }">{ $title }</a>
earlier-messages = { $count ->
        [one] … ещё { $count } сообщение раньше
        [few] … ещё { $count } сообщения раньше
       *[many] … ещё { $count } сообщений раньше
    }
person-wrote = <b>Пользователь ответил в { $ticket }</b>
person-wrote-edited = <b>Пользователь ответил в { $ticket }</b> · <i>изменено</i>
warning =
    🟡 Обращение { $ticket }: скоро срок ответа
    Заголовок: { $title }
    Пользователь: { $user }
    Ожидание: { $duration }
alert =
    ⚠️ Нарушен SLA!
    Обращение { $ticket }
    Заголовок: { $title }
    Пользователь: { $user }
    Ожидание: { $duration }
alert-called = 🔔 { $names }
resolution-alert =
    ⚠️ Обращение { $ticket } не решено в срок
    Заголовок: { $title }
    Пользователь: { $user }
    Открыто: { $duration }

## To the team: answering

ask-answer = ✍ Обращение { $ticket }: ответьте на это сообщение, и пользователь получит ваш ответ.
ask-answer-named = ✍ Обращение { $ticket }: { $agent }, ответьте на это сообщение, и пользователь получит ваш ответ.
ask-answer-placeholder = Ответ пользователю
just-answered = ⚠️ Обращение { $ticket }: несколько секунд назад уже ответил(а) { $agent }. Отправить и этот ответ?
prompt-of-another = ⚠️ Обращение { $ticket }: ответа здесь ждали от { $agent }. Отправить?
prompt-of-anonymous = ⚠️ Обращение { $ticket }: ответа здесь ждали от анонимного администратора. Отправить?
answer-stays = ⚠️ Обращение { $ticket }: правкой ответ в реплику для своих не превратить. У пользователя остаётся ответ, каким он был до этой правки.
answer-sent = Обращение { $ticket }: ответ отправлен.
answer-dropped = Обращение { $ticket }: ответ не отправлен.
not-sent = ⚠️ Обращение { $ticket } уже решено: ничего не отправлено.
answer-expired = ⏳ Обращение { $ticket }: этот ответ <b>не отправлен</b>, за сутки его никто не подтвердил.
cannot-route = ⚠️ Не могу понять, к какому обращению это относится: ничего не отправлено. Ответьте на сообщение, в котором обращение названо.
name-needed = ⚠️ Кто пишет от имени группы, не видно, а отвечать могут только те, кто назван в admin.agents: ничего не отправлено. Напишите от своего имени.
not-heard-as-channel = ⚠️ Ничего не отправлено: вы пишете от имени канала или другой группы, и я не вижу, кто вы. Напишите от своего имени.
not-heard-no-agent = ⚠️ Ничего не отправлено: вы не входите в команду поддержки.
not-heard-unknown = ⚠️ Ничего не отправлено: Telegram не сообщает мне, состоите ли вы в этой группе. Исправить это может администратор бота.
members-hidden = ⚠️ Telegram не сообщает мне, кто состоит в этой группе: участники скрыты, а прав у меня здесь нет. Что пишут и нажимают такие участники, никуда не попадает. Сделайте меня администратором (никаких особых прав не нужно) или перечислите команду в <code>admin.agents</code>.
answer-unreachable = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что пользователь заблокировал бота или удалён. Ответ уйдёт, если он вернётся.
answer-refused = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что Telegram его не принял. Попробуйте ещё раз или пришлите его в другом виде.
answer-refused-not-copied = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что Telegram не даёт ботам копировать такие сообщения (викторины, истории, списки задач). Пришлите его в другом виде.
answer-refused-protected = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что его содержимое защищено от копирования. Пришлите его в другом виде.
answer-refused-gone = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что его удалили раньше, чем его удалось скопировать, и файла у Telegram больше нет. Пришлите его заново.
answer-refused-no-voice = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что пользователь не принимает голосовые и видеосообщения. Напишите его текстом.
answer-refused-kind = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что сообщения такого вида там не принимаются. Пришлите его в другом виде.
answer-refused-too-long = ⚠️ Обращение { $ticket }: этот ответ не доставлен, потому что он слишком длинный для Telegram. Пришлите его по частям.
edit-refused = ⚠️ Обращение { $ticket }: это изменение не дошло до пользователя, потому что Telegram его отклонил. Отправьте исправление отдельным ответом.

## To the team: working on tickets

ask-note = Обращение { $ticket }: пришлите заметку ответом на это сообщение. Пользователь её не увидит.
ask-note-named = Обращение { $ticket }: { $agent }, пришлите заметку ответом на это сообщение. Пользователь её не увидит.
ask-note-placeholder = Заметка, только для команды
noted = Обращение { $ticket }: заметка сохранена.
not-noted = ⚠️ Обращение { $ticket } уже решено: заметка не сохранена.
team-confirm-close = Закрыть обращение { $ticket }?
team-closed = ✅ Обращение { $ticket } закрыто. Кто закрыл: { $agent }.
team-kept-open = Обращение { $ticket } остаётся открытым.
assign-choice = Кто берёт обращение { $ticket }?
assigned = Обращение { $ticket } назначено. Исполнитель: { $agent }.
assigned-nobody = Обращение { $ticket } не назначено никому.
priority-choice = Насколько срочно обращение { $ticket }? Сейчас: { $priority }
priority-set = Обращение { $ticket }: приоритет — { $priority }.
no-such-ticket = Обращения { $ticket } нет.
list-active = <b>🎫 Активные обращения</b>
list-mine = <b>🎫 Обращения, исполнитель: { $agent }</b>
list-open = <b>🎫 Открытые обращения</b>
list-awaiting = <b>🎫 Ждём пользователей</b>
list-all = <b>🎫 Все обращения</b>
list-empty = Таких нет.
list-line = { $sign } { $ticket } - { $title }
list-line-waiting = { $sign } { $ticket } - { $title } ({ $duration })
list-line-awaiting = 🔵 { $ticket } - Ждём ответа пользователя
list-legend = 🔴 SLA нарушен | 🟡 Внимание | 🟢 В порядке | 🔵 Ждём пользователя
digest-new = <b>{ $count ->
        [one] { $count } новое обращение
        [few] { $count } новых обращения
       *[other] { $count } новых обращений
    }</b>
digest-overdue = <b>{ $count ->
        [one] { $count } обращение ждёт ответа дольше SLA
        [few] { $count } обращения ждут ответа дольше SLA
       *[other] { $count } обращений ждут ответа дольше SLA
    }</b>
digest-more = … и ещё { $count }: /tickets
topic-gone =
    ⚠️ <b>Темы для обращений больше нет</b>
    Telegram больше ничего не принимает в тему { $topic }. Теперь обращения приходят сюда, в General; карточка, которая была в теме, придёт со следующим словом об обращении.
    Чтобы у них снова была тема, создайте её, впишите её номер в <code>admin.tickets_topic_id</code> и перезапустите бота.
topic-gone-open = <b>{ $count ->
        [one] { $count } обращение открыто
        [few] { $count } обращения открыты
       *[other] { $count } обращений открыто
    }</b>

## To the team: blocks

block-duration =
    🚫 Обращение { $ticket }: блокировка { $user }
    На какой срок?
block-type-duration =
    🚫 Обращение { $ticket }: блокировка { $user }
    На какой срок? Ответьте на это сообщение: <code>90m</code> (минуты), <code>12h</code> (часы), <code>2d</code> (дни), <code>1w</code> (недели) или последний день, например <code>2026-12-24</code>.
block-reason =
    🚫 Обращение { $ticket }: блокировка { $user }
    Срок: { $duration }
    Почему? Выберите или ответьте на это сообщение. Пользователь увидит причину.
block-confirm =
    🚫 Обращение { $ticket }: заблокировать { $user }?
    Срок: { $duration }
    Причина: { $reason }
block-not-a-duration = ⚠️ Не могу понять этот срок, или он не в пределах ближайших десяти лет.
block-not-a-reason = ⚠️ В причине должен быть хотя бы один символ; наибольшая длина: { $count }.
block-cancelled = Обращение { $ticket }: никто не заблокирован.
block-done =
    🚫 Обращение { $ticket }: пользователь { $user } заблокирован { $end }.
    Причина: { $reason }
    Кто заблокировал: { $agent }
block-over = Обращение { $ticket }: блокировка { $user } уже закончилась.
block-lifted = Пользователь { $user } больше не заблокирован. Кто разблокировал: { $agent }.
blocked-list = <b>🚫 Заблокированные</b>
blocked-list-empty = Никто не заблокирован.
blocked-list-line = • { $user } { $end }: { $reason }
not-blocked = С таким именем или номером никто не заблокирован.

## Команде: часы обращения

clocks-heading =
    ⏱ <b>Обращение { $ticket }</b>: { $title }
clocks-line = { $time } · { $text }
clocks-earlier = { $count ->
        [one] … ещё { $count } строка раньше
        [few] … ещё { $count } строки раньше
       *[many] … ещё { $count } строк раньше
    }
clock-first = первого ответа
clock-next = следующего ответа
clocks-waits = Часы { $clock } пошли, с сообщения { $message } пользователя.
clocks-answered = Отвечено: часы { $clock } остановились, прошло: { $duration }.
clocks-answered-late = Отвечено поздно: часы { $clock } остановились, прошло: { $duration }.
clocks-cancelled = Пользователь недоступен: часы { $clock } отменены, прошло: { $duration }.
clocks-viewed = Кто-то посмотрел; часы идут дальше.
clocks-viewed-stops = Кто-то посмотрел: часы первого ответа остановились (sla.stop_when_viewed).
clocks-priority = Отсюда приоритет — { $priority }; прошедшее время остаётся.
clocks-settings = Действует версия настроек { $version }.
clocks-warned = Предупреждение (sla.warn_at_percent).
clocks-breached = Нарушение, срок: { $due }; команда оповещена.
clocks-reminded = Напоминание { $nth }.
clocks-escalated = Шаг { $step } из sla.escalation.
clocks-resolution-breached = Не решено в срок: { $due }; команде сообщено.
clocks-silent = Пользователь молчит: идёт auto_close.after.
clocks-silence-warned = Пользователю сказано, что обращение будет закрыто.
clocks-silence-delivered = Он получил это предупреждение.
clocks-silence-lost = Предупреждение не отправлено: когда подошла его очередь, оно было неверным.
clocks-silence-refused = Telegram не принял предупреждение: auto_close.after отсчитывается ещё раз, уже без него.
clocks-silence-anew = Пользователь что-то сделал: auto_close.after начинается заново.
clocks-silence-broken = Пользователь написал: молчание прервано.
clocks-silence-cancelled = Пользователь недоступен: молчание больше не отсчитывается.
clocks-reachable = Пользователь снова доступен.
clocks-resolved = Решено, прошло: { $duration }, без времени ожидания пользователя.
clocks-closed-by-silence = Закрыто после { $silence } молчания (auto_close.after), прошло: { $duration }, без времени ожидания пользователя.
clocks-closed-unreachable = Закрыто через { $silence } после того, как пользователь стал недоступен (auto_close.after), прошло: { $duration }, без времени ожидания пользователя.
clocks-runs = Сейчас: на часах { $clock } { $duration } из { $within }.
clocks-runs-off = Сейчас: на часах { $clock } { $duration }; они выключены.
clocks-stopped = Сейчас: часы «{ $clock }» стоят на { $duration }, их остановил просмотр (sla.stop_when_viewed).
clocks-closed = Сейчас поддержка закрыта (sla.hours): время не считается до { $until }.
clocks-next-warning = Дальше: предупреждение.
clocks-next-breach = Дальше: нарушение.
clocks-next-reminder = Дальше: напоминание (sla.reminder_cooldown).
clocks-next-escalation = Дальше: шаг { $step } из sla.escalation.
clocks-next-resolution = Дальше: срок решения (sla.resolve_within).
clocks-next-silence-warning = Дальше: предупреждение пользователю (auto_close.warn_before).
clocks-next-close = Дальше: обращение закроется из-за молчания (auto_close.after).
clocks-next-close-unreachable = Дальше: обращение закроется, потому что пользователь недоступен (auto_close.after).

## To the team: the desk itself

usage-ticket = Так: <code>/ticket 126</code>
usage-block = Так: <code>/block 126</code>, с номером обращения пользователя
usage-unblock = Так: <code>/unblock @name</code> или с номером пользователя
usage-sla = Так: <code>/sla 126</code>
team-help =
    <b>Что может команда</b>
    /tickets: все активные обращения, сначала худшие; ещё <code>/tickets mine</code>, <code>open</code>, <code>awaiting</code>, <code>all</code>
    /ticket: одно обращение, например <code>/ticket 126</code>
    /sla: почему часы обращения стоят именно так, например <code>/sla 126</code>
    /block: заблокировать пользователя обращения, например <code>/block 126</code>
    /unblock: снять блокировку, например <code>/unblock @name</code>
    /blocked: кто заблокирован
    Чтобы ответить пользователю, ответьте на любое сообщение о его обращении. Всё остальное остаётся внутри команды.
    Чтобы оставить заметку к обращению, нажмите на нём <b>Заметка</b> и ответьте на мой вопрос. Пользователь её не увидит.
set-aside = ⚠️ То, что пришло из Telegram, не удалось обработать; оно отложено (update { $update }). Почему — в журнале.
settings-changed = ⚙️ Настройки изменены. Теперь действуют новые: { $keys }
settings-edited = ⚙️ Настройки изменены.
settings-restart = { $count ->
        [one] { $keys }: нужен перезапуск, до него действует прежнее значение.
       *[many] { $keys }: нужен перезапуск, до него действуют прежние значения.
    }
settings-impact-none = Оповещения по открытым обращениям не сдвигаются
settings-impact = { $over ->
        [one] { $over } открытое обращение уже за новым пределом
        [few] { $over } открытых обращения уже за новым пределом
       *[many] { $over } открытых обращений уже за новым пределом
    }, { $earlier ->
        [one] { $earlier } оповещение придёт раньше
        [few] { $earlier } оповещения придут раньше
       *[many] { $earlier } оповещений придут раньше
    }, { $later } позже{ $dropped ->
        [0] { "" }
       *[other] , { $dropped } не придут
    }{ $added ->
        [0] { "" }
       *[other] , { $added } там, где их не было
    }
settings-impact-closings = Закроются из-за молчания: { $earlier } раньше, { $later } позже{ $dropped ->
        [0] { "" }
       *[other] , { $dropped } уже не закроются
    }{ $added ->
        [0] { "" }
       *[other] , { $added } из тех, что не закрылись бы
    }
settings-refused = ⚠️ Настройки изменены, но правка отклонена: всё осталось как было.
settings-fault = • <code>{ $fault }</code>
settings-faults-more = { $count ->
        [one] … и ещё { $count } ошибка; она в журнале.
        [few] … и ещё { $count } ошибки; они в журнале.
       *[many] … и ещё { $count } ошибок; они в журнале.
    }
was-out =
    ⚠️ <b>Меня не было в этой группе</b>
    С { $since } сюда ничего нельзя было передать. Пользователи всё это время могли писать, их обращения приняты: то, что накопилось, приходит сейчас.
was-mute =
    ⚠️ <b>Мне нельзя было писать в эту группу</b>
    С { $since } сюда ничего нельзя было передать. Пользователи всё это время могли писать, их обращения приняты: то, что накопилось, приходит сейчас. Сделайте меня администратором (никаких особых прав не нужно), и это не повторится.
right-missing =
    ⚠️ <b>Мне нельзя отправлять { $what } в эту группу</b>
    Разрешите это в настройках группы или сделайте меня администратором (никаких особых прав не нужно). То, что нельзя показать здесь, не пропадёт и придёт, как только появится разрешение: я пробую каждые 10 минут в течение 24 часов.
right-photos = фотографии
right-videos = видео
right-video-notes = видеосообщения
right-voice-notes = голосовые сообщения
right-audios = музыку
right-documents = файлы
right-polls = опросы
right-stickers = стикеры и GIF
right-media = вложения
right-unnamed = некоторые вложения
parked = ⚠️ Обращение { $ticket } снова и снова вызывает ошибку и приостановлено; попытки повторятся сами. Почему — в журнале.
not-shown = ⚠️ Обращение { $ticket }: пользователь прислал то, что Telegram не даёт показать здесь ни в каком виде. Текст есть в обращении.

## Toasts: plain text, at most 200 characters

toast-stale = Эта кнопка больше не действует.
toast-not-yours = Это должен решить другой сотрудник.
toast-not-an-agent = Вы не входите в команду поддержки.
toast-membership-unknown = Telegram не сообщает мне, состоите ли вы в этой группе. Исправить это может администратор бота.
toast-already-resolved = Обращение уже решено.
toast-assigned = Исполнитель сохранён.
toast-priority-set = Приоритет сохранён.
toast-closed = Обращение закрыто.
toast-team-told = Мы сообщили поддержке.
toast-retried = Пробуем ещё раз.

## Commands: plain text, at most 256 characters

command-start = Начать
command-support = Получить помощь
command-ticket = Моё открытое обращение
command-tickets = Все мои обращения
command-cancel = Отменить начатое
command-help = Что умеет этот бот

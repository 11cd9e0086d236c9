//! Each reader in their own language: a Russian person and an English team.

use super::*;

#[actix::test]
async fn a_russian_person_and_an_english_team() {
    let desk = Desk::open().await;
    desk.boris()
        .opens_a_ticket("Не работает VPN", "Ошибка 403 с самого утра.")
        .await;
    desk.dora().clicks("View Ticket").await;
    desk.dora()
        .replies("📋 Ticket #1", "Перезапустите приложение.")
        .await;
    desk.boris().writes("Не помогло").await;
    desk.boris().writes("/ticket").await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    insta::assert_snapshot!(desk.chat(BORIS), @r"
        10:00:00 Boris:
            /start
        10:00:00 Bellhop:
            👋 Здравствуйте! Это служба поддержки.
            Нажмите 🎫 Поддержка или просто напишите, что случилось.
            [🎫 Поддержка]
        10:00:10 Bellhop:
            Создайте обращение, и мы ответим вам здесь, или напишите @support.
            [🎫 Создать обращение]
            [💬 Написать в поддержку]
        10:00:20 Bellhop:
            О чём ваш вопрос? Пришлите короткий заголовок.
            [Отмена]
        10:00:30 Boris:
            Не работает VPN
        10:00:30 Bellhop:
            Теперь опишите, что случилось. Можно прислать текст, фото, файл или голосовое сообщение.
            [Отмена]
        10:00:40 Boris:
            Ошибка 403 с самого утра.
        10:00:40 Bellhop:
            ✅ Обращение #1 создано
            Мы ответим вам здесь.
            [Переписка] [Закрыть обращение]
        10:01:00 Bellhop:
            Поддержка ответила на обращение #1
            Перезапустите приложение.
            [Ответить] [Переписка]
            [Закрыть обращение]
        10:01:10 Boris:
            Не помогло
            👍
        10:01:20 Boris:
            /ticket
        10:01:20 Bellhop:
            📋 Обращение #1: Не работает VPN
            Статус: 🟡 В работе | Приоритет: обычный

            👤 Пользователь (10:00):
            Ошибка 403 с самого утра.
            👨‍💼 Поддержка (10:01):
            Перезапустите приложение.
            👤 Пользователь (10:01):
            Не помогло
            [Ответить] [Закрыть обращение]
        10:01:40 Bellhop:
            ✅ Обращение #1 решено
            Его закрыла поддержка.
            [Вопрос не решён]
    ");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: Не работает VPN
            Status: ✅ Resolved | Priority: Normal
            User: Boris
            Assigned to: nobody
            Closed by the team after 1 minute
            [View Ticket]
        10:01:00 Dora (to Bellhop: 📋 Ticket #1: Не работает VPN):
            Перезапустите приложение.
            👌
        10:01:10 Bellhop (to Bellhop: 📋 Ticket #1: Не работает VPN):
            User replied to #1
            Не помогло
        10:01:30 Bellhop (to Bellhop: 📋 Ticket #1: Не работает VPN) (edited):
            ✅ Ticket #1 was closed by @dora.
    ");
    desk.behaved();
}

#[actix::test]
async fn a_russian_team() {
    let desk = Desk::set(&[("ADMIN__LANGUAGE", "ru"), ("SLA__RESPONSE_WITHIN", "15m")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.pass(minutes(15)).await;
    let alert = desk.find(GROUP, "SLA");
    insta::assert_snapshot!(transcript(&[alert]), @r"
        10:15:50 Bellhop:
            ⚠️ Нарушен SLA!
            Обращение #1
            Заголовок: VPN not connecting
            Пользователь: @ann
            Ожидание: 15 минут
            [Открыть обращение]
    ");
    desk.dora().says("/tickets").await;
    let list = desk.messages(GROUP).pop().expect("a list");
    insta::assert_snapshot!(transcript(&[list]), @r"
        10:15:50 Bellhop:
            🎫 Активные обращения

            🔴 #1 - VPN not connecting (15 мин)
            🔴 SLA нарушен | 🟡 Внимание | 🟢 В порядке | 🔵 Ждём пользователя
            [#1]
    ");
    desk.behaved();
}

#[actix::test]
async fn a_blocked_russian_reads_the_reason_in_russian() {
    let desk = Desk::open().await;
    desk.boris()
        .opens_a_ticket("Не работает VPN", "Ошибка 403 с самого утра.")
        .await;
    desk.dora().says("/block 1").await;
    desk.dora().clicks("1 hour").await;
    desk.dora().clicks("Off topic").await;
    desk.dora().clicks("Confirm").await;
    let told = desk.messages(BORIS).pop().expect("told");
    insta::assert_snapshot!(transcript(&[told]), @r"
        10:01:20 Bellhop:
            🚫 Вы заблокированы до 23.11.2026 11:01.
            Причина: Не по теме
    ");
    desk.behaved();
}

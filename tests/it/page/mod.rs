//! The demo's page in a real browser: what a visitor does, by clicks.
//!
//! Each test starts `bellhop demo` as a newcomer would and looks at nothing but the page, in Chromium without a window.
//! At its end no error may stand in the browser's console and no request may have gone to another host.
//!
//! The README's pictures are made here too: `BELLHOP_PICTURES=docs/pictures cargo test --test it page`.

mod browser;

use browser::{ANN, BORIS, Page, TEAM, key, said, within};

#[tokio::test]
async fn the_main_flow_by_clicks() {
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;
    answers(&page).await;

    page.see(&said(ANN, "Support replied to ticket #1")).await;
    page.click(&key(ANN, "View Conversation")).await;
    page.see(&said(ANN, "📋 Ticket #1: VPN not connecting"))
        .await;

    // The reply button asks, and the bar above the field says so.
    page.click(&key(TEAM, "Reply")).await;
    page.see(&within(TEAM, "Reply to Bellhop")).await;
    page.writes(TEAM, "Is it better now?").await;
    page.see(&said(ANN, "Is it better now?")).await;

    // A message of one's own is changed in place.
    page.writes(ANN, "Yes, thank yu!").await;
    page.see(&said(TEAM, "Yes, thank yu!")).await;
    page.choose(&said(ANN, "Yes, thank yu!"), "Edit").await;
    page.clear(ANN).await;
    page.writes(ANN, "Yes, thank you!").await;
    page.see(&format!(
        "{ANN}//li[contains(., 'Yes, thank you!')]//span[contains(., 'edited')]"
    ))
    .await;

    page.click(&key(ANN, "Close Ticket")).await;
    page.click(&key(ANN, "Yes, close it")).await;
    page.see(&said(ANN, "Ticket #1 has been resolved")).await;
    page.see(&said(TEAM, "✅ Resolved")).await;
    page.close().await;
}

#[tokio::test]
async fn a_picture_of_ones_own_reaches_the_team() {
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;
    page.sends_files(ANN, &["screen.png", "other.png"], "Two pictures of it")
        .await;
    page.see(&within(TEAM, "Two pictures of it")).await;
    page.see(&format!(
        "{TEAM}//div[contains(@class, 'media')]//img[@alt='📷 Photo']"
    ))
    .await;
    page.close().await;
}

#[tokio::test]
async fn the_bot_is_blocked_and_a_topic_deleted() {
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;
    page.click(&format!("{ANN}//button[@aria-haspopup='menu'][.='⋮']"))
        .await;
    page.click("//button[@role='menuitem'][.='Block the bot']")
        .await;
    page.see(&format!("{ANN}//button[.='Unblock the bot']"))
        .await;
    answers(&page).await;
    page.see(&within(TEAM, "has blocked the bot")).await;
    page.click(&format!("{ANN}//button[.='Unblock the bot']"))
        .await;
    page.see(&format!("{ANN}//textarea")).await;

    page.click("//button[contains(@class, 'topic')][contains(., 'New topic')]")
        .await;
    page.types("//input[@id='box-input']", "Chatter").await;
    page.click("//button[.='Create']").await;
    page.click("//button[@data-topic][contains(., 'Chatter')]")
        .await;
    page.click(&format!(
        "{TEAM}//button[@aria-label='More about the topic']"
    ))
    .await;
    page.click("//button[@role='menuitem'][.='Delete topic']")
        .await;
    page.click("//button[.='Delete']").await;
    page.gone("//button[@data-topic][contains(., 'Chatter')]")
        .await;
    page.close().await;
}

#[tokio::test]
async fn time_moves_to_an_alert_and_to_the_end() {
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;
    page.click("//button[.='+5 min']").await;
    page.see(&said(TEAM, "SLA Breach!")).await;
    answers(&page).await;
    page.see(&said(ANN, "Support replied to ticket #1")).await;
    // It asks before it closes, however far the time leaps.
    page.click("//button[.='+1 day']").await;
    page.click("//button[.='+1 day']").await;
    page.see(&said(ANN, "We are waiting for you.")).await;
    page.click("//button[.='+1 day']").await;
    page.see(&said(ANN, "Ticket #1 has been resolved")).await;
    page.close().await;
}

#[tokio::test]
async fn trouble_is_survived() {
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;

    // Refused once: the answer comes when Telegram said it may.
    page.click("//button[@data-fault='flood']").await;
    page.see("//span[@id='trouble'][contains(., 'A fault waits')]")
        .await;
    page.click(&key(ANN, "View Conversation")).await;
    page.see(&said(ANN, "📋 Ticket #1: VPN not connecting"))
        .await;
    page.see("//ol[@id='calls']//span[.='429']").await;

    // Everything is down while Ann writes; nothing is lost.
    page.click("//button[@id='down']").await;
    page.see("//button[@id='down'][@aria-pressed='true']").await;
    page.writes(ANN, "Written while Telegram was down").await;
    page.click("//button[@id='down']").await;
    page.see(&said(TEAM, "Written while Telegram was down"))
        .await;

    // The process is killed and started again.
    page.click("//button[@id='kill']").await;
    page.see("//span[@id='running'][.='The bot is dead']").await;
    page.writes(ANN, "Written while the bot was dead").await;
    page.click("//button[@id='restart']").await;
    page.see("//span[@id='running'][.='The bot runs']").await;
    page.see(&said(TEAM, "Written while the bot was dead"))
        .await;
    page.close().await;
}

#[tokio::test]
async fn the_tour_to_its_end() {
    let page = Page::open(1440, 900).await;
    page.click("//button[@id='tour-start']").await;
    page.hurry_to(
        "//p[@id='tour-step'][.='The end']",
        "//button[@id='tour-next']",
    )
    .await;
    page.click("//button[@id='tour-end']").await;
    page.see(&said(ANN, "Ticket #1 has been resolved")).await;
    page.close().await;
}

#[tokio::test]
async fn it_works_on_a_phone() {
    let page = Page::open(500, 900).await;
    page.click("//button[contains(@class, 'tab')][contains(., 'Ann')]")
        .await;
    page.click(&format!("{ANN}//button[.='Start']")).await;
    page.click(&key(ANN, "🎫 Support")).await;
    page.see(&key(ANN, "🎫 Create Ticket")).await;
    page.click("//button[contains(@class, 'tab')][contains(., 'Support team')]")
        .await;
    page.see(&format!("{TEAM}//textarea")).await;
    page.close().await;
}

#[tokio::test]
async fn the_pictures_of_the_readme() {
    let Some(folder) = std::env::var_os("BELLHOP_PICTURES") else {
        return;
    };
    // Relative to the workspace, wherever the test runs.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let page = Page::open(1440, 900).await;
    opens_a_ticket(&page).await;
    answers(&page).await;
    page.see(&said(ANN, "Support replied to ticket #1")).await;
    page.writes(ANN, "Still the same, I am afraid.").await;
    page.see(&said(TEAM, "Still the same")).await;
    page.click("//button[.='+5 min']").await;
    page.see(&said(TEAM, "SLA Breach!")).await;
    page.writes(TEAM, "/tickets").await;
    page.see(&said(TEAM, "🎫 Active Tickets")).await;
    page.click(&format!("{BORIS}//button[.='Start']")).await;
    page.see(&key(BORIS, "🎫 Поддержка")).await;
    page.gone("//div[@class='toast']").await;
    page.resize(1440, 1080).await;
    page.both_looks(&folder, "demo", None).await;
    // Alone, they have room for all that was said.
    page.click("//details[@id='strip']/summary").await;
    page.resize(1440, 1330).await;
    page.both_looks(&folder, "phone", Some(ANN)).await;
    page.resize(1440, 1560).await;
    page.both_looks(&folder, "group", Some(TEAM)).await;
    page.close().await;
}

/// Ann opens a ticket, by clicks.
async fn opens_a_ticket(page: &Page) {
    page.click(&format!("{ANN}//button[.='Start']")).await;
    page.click(&key(ANN, "🎫 Support")).await;
    page.click(&key(ANN, "🎫 Create Ticket")).await;
    page.see(&said(ANN, "What is it about?")).await;
    page.writes(ANN, "VPN not connecting").await;
    page.see(&said(ANN, "Now describe the problem.")).await;
    page.writes(ANN, "I get error code 403 since this morning.")
        .await;
    page.see(&said(ANN, "Ticket #1 created")).await;
    page.see(&said(TEAM, "VPN not connecting")).await;
}

/// Dora looks at the ticket and answers by replying to its card.
async fn answers(page: &Page) {
    page.click(&key(TEAM, "View Ticket")).await;
    page.choose(&said(TEAM, "Status: 🟡 In Progress"), "Reply")
        .await;
    page.writes(TEAM, "Please restart the app, then try again.")
        .await;
}

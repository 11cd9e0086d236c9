// The simulation's page: phones at the left, the group at the right, the bot's calls below.
//
// It shows what the simulator says (/sim/events tells which chats changed, /sim/chat what stands in them) and does what
// people do by POST /sim/<action>. It knows nothing of the bot. Everything that somebody typed goes through textContent:
// no HTML is ever made of it.

const REACTIONS = ['👍', '❤', '🔥', '🎉', '😁', '👌', '😢', '👎'];
const SHOWN_MESSAGES = 300;
const SHOWN_CALLS = 400;
const GENERAL = 1;

const el = (id) => document.getElementById(id);
const narrow = matchMedia('(max-width: 759px)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Makes an element; `props` are properties, or attributes where they have a dash or are `role` or `class`. */
function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'class') made.className = value;
    else if (name === 'role' || name.includes('-')) made.setAttribute(name, value === true ? '' : value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// ---- The simulator ----------------------------------------------------------------------------------------------

async function asked(answer) {
  const body = await answer.json();
  if (!body.ok) throw new Error(body.error);
  return body.result;
}

async function act(action, fields = {}) {
  return asked(await fetch(`/sim/${action}`, { method: 'POST', body: JSON.stringify(fields) }));
}

async function look(action, fields = {}) {
  return asked(await fetch(`/sim/${action}?${new URLSearchParams(fields)}`));
}

/** Does something for whoever pressed a button; a refusal is shown. */
async function attempt(work) {
  try {
    return await work();
  } catch (fault) {
    toast(sentence(fault.message));
    return undefined;
  }
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const world = { users: new Map(), chats: new Map(), bot: {}, commands: [], group: null };
/** The messages of each chat, by its id. */
const messages = new Map();
/** The newest message that somebody has seen, by chat and topic. */
const read = new Map();

async function learnWorld() {
  const told = await look('world');
  world.bot = told.bot;
  world.users = new Map(told.users.map((user) => [user.id, user]));
  world.chats = new Map(told.chats.map((chat) => [chat.id, chat]));
  world.commands = told.commands;
  world.group = told.chats.find((chat) => chat.type === 'supergroup' || chat.type === 'group') ?? null;
}

const nameOf = (user) => [user.first_name, user.last_name].filter(Boolean).join(' ');

function chatName(id) {
  if (id === null || id === undefined) return '';
  const chat = world.chats.get(id);
  if (chat?.title) return chat.title;
  const user = world.users.get(id);
  return user ? nameOf(user) : String(id);
}

// ---- Words and looks --------------------------------------------------------------------------------------------

const two = (number) => String(number).padStart(2, '0');
const clockTime = (ms) => {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
};
const dayOf = (ms) => new Date(ms).toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' });

function avatar(id, name) {
  const letters = (name || '?').split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? '').join('');
  return h('span', { class: `avatar hue${Math.abs(Number(id)) % 7}`, 'aria-hidden': 'true' }, letters.toUpperCase());
}

/** Text with its entities as elements. Offsets are UTF-16, as JavaScript's strings are. */
function rich(text, entities, view) {
  const all = entities
    .filter((entity) => entity.length > 0)
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  const build = (from, to, inside) => {
    const parts = [];
    let at = from;
    for (let i = 0; i < inside.length; i += 1) {
      const entity = inside[i];
      if (entity.offset < at || entity.offset >= to) continue;
      const end = Math.min(entity.end, to);
      if (entity.offset > at) parts.push(text.slice(at, entity.offset));
      const nested = inside.slice(i + 1).filter((other) => other.offset >= entity.offset && other.offset < end);
      parts.push(dressed(entity, text.slice(entity.offset, end), build(entity.offset, end, nested), view));
      at = end;
    }
    if (at < to) parts.push(text.slice(at, to));
    return parts;
  };
  return build(0, text.length, all);
}

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

function dressed(entity, words, children, view) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, children);
  switch (entity.type) {
    case 'spoiler': {
      const reveal = (event) => {
        event.stopPropagation();
        event.currentTarget.classList.add('open');
      };
      return h('span', { class: 'spoiler', onclick: reveal }, children);
    }
    case 'text_link':
      return h('button', { type: 'button', class: 'link', onclick: follow(entity.url, view) }, children);
    case 'url':
      return h('button', { type: 'button', class: 'link', onclick: follow(words, view) }, children);
    case 'bot_command': {
      const say = (event) => {
        event.stopPropagation();
        view.send(words);
      };
      return h('button', { type: 'button', class: 'link', onclick: say }, children);
    }
    case 'mention': case 'text_mention': case 'hashtag': case 'email': case 'phone_number':
      return h('span', { class: 'link' }, children);
    default:
      return h('span', {}, children);
  }
}

/** A link to a message of the group leads there; others are only named: the simulation opens no other site. */
function follow(url, view) {
  return (event) => {
    event?.stopPropagation();
    const message = /^(?:https?:\/\/)?t\.me\/c\/(\d+)\/(?:\d+\/)*(\d+)/.exec(url);
    if (message && world.group && String(world.group.id) === `-100${message[1]}` && view.jump(Number(message[2]))) return;
    ask({ title: 'A link', text: `In Telegram this would open ${url}`, yes: 'OK', no: null });
  };
}

function toast(text) {
  const made = h('div', { class: 'toast' }, text);
  el('toasts').append(made);
  setTimeout(() => made.remove(), 3000 + text.length * 40);
}

/** A question in a box: resolves to what was typed (or true), or to null. */
function ask({ title, text = '', input, yes = 'OK', no = 'Cancel' }) {
  const box = el('box');
  el('box-title').textContent = title;
  el('box-text').textContent = text;
  el('box-text').hidden = !text;
  const field = el('box-input');
  field.hidden = input === undefined;
  field.value = input ?? '';
  field.setAttribute('aria-label', title);
  el('box-yes').textContent = yes;
  el('box-no').textContent = no ?? '';
  el('box-no').hidden = no === null;
  box.returnValue = '';
  box.showModal();
  (input === undefined ? el('box-yes') : field).focus();
  return new Promise((done) => {
    const ended = () => done(box.returnValue === 'yes' ? (input === undefined ? true : field.value.trim()) : null);
    box.addEventListener('close', ended, { once: true });
  });
}
el('box-input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  el('box-yes').click();
});

let openMenu = null;

/** A menu near a place: `items` are [label, what to do] or elements. */
function menu(anchor, label, items, at) {
  closeMenu();
  const list = h('div', { class: 'menu', role: 'menu', 'aria-label': label });
  for (const item of items) {
    if (item instanceof Node) {
      list.append(item);
      continue;
    }
    const [name, run, kind] = item;
    const chosen = () => {
      closeMenu();
      run();
    };
    list.append(h('button', { type: 'button', role: 'menuitem', class: kind ?? '', onclick: chosen }, ...[name].flat()));
  }
  document.body.append(list);
  const box = anchor.getBoundingClientRect();
  const x = at?.x ?? box.left;
  const y = at?.y ?? box.bottom + 4;
  const high = list.offsetHeight;
  list.style.left = `${Math.max(6, Math.min(x, innerWidth - list.offsetWidth - 6))}px`;
  list.style.top = `${y + high > innerHeight - 6 ? Math.max(6, (at?.y ?? box.top) - high - 4) : y}px`;
  openMenu = { list, anchor };
  anchor.setAttribute('aria-expanded', 'true');
  list.querySelector('[role=menuitem]')?.focus();
}

function closeMenu(back = false) {
  if (!openMenu) return;
  const { list, anchor } = openMenu;
  openMenu = null;
  list.remove();
  anchor.removeAttribute('aria-expanded');
  if (back) anchor.focus();
}
addEventListener('pointerdown', (event) => {
  if (openMenu && !openMenu.list.contains(event.target)) closeMenu();
});
addEventListener('keydown', (event) => {
  if (!openMenu) return;
  const items = [...openMenu.list.querySelectorAll('[role=menuitem]')];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(at + step + items.length) % items.length]?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    closeMenu(true);
  } else if (event.key === 'Tab') closeMenu();
});

// ---- What happened, in words ------------------------------------------------------------------------------------

function happened(message) {
  const about = message.text ? `“${message.text}”` : '';
  const words = {
    forum_topic_created: `created the topic ${about}`,
    forum_topic_edited: `renamed the topic to ${about}`,
    forum_topic_closed: 'closed the topic',
    forum_topic_reopened: 'reopened the topic',
    general_forum_topic_hidden: 'hid General',
    general_forum_topic_unhidden: 'showed General',
    pinned_message: `pinned ${about || 'a message'}`,
    new_chat_members: `added ${message.text}`,
    left_chat_member: `removed ${message.text}`,
    new_chat_title: `changed the name to ${about}`,
  };
  return `${message.from} ${words[message.service] ?? message.service.replaceAll('_', ' ')}`;
}

const MEDIA = { photo: '📷 Photo', video: '🎬 Video', animation: 'GIF', document: '📎 File', audio: '🎵 Audio', voice: '🎤 Voice message', video_note: '📹 Video message', sticker: 'Sticker', location: '📍 Location', contact: '👤 Contact', dice: '🎲 Dice', poll: '📊 Poll', venue: '📍 Place' };
const mediaName = (message) => MEDIA[message.media] ?? message.media;

function snippet(message) {
  if (message.service) return happened(message);
  const kind = message.media ? mediaName(message) : '';
  return [kind, message.text.replace(/\s+/g, ' ')].filter(Boolean).join(' ');
}

function media(message) {
  const source = `/sim/file/${encodeURIComponent(message.file_id ?? '')}`;
  const named = message.file_name ?? mediaName(message);
  const instead = () => h('span', { class: 'nothing' }, mediaName(message));
  const orElse = (made) => {
    made.addEventListener('error', () => made.replaceWith(instead()), { once: true });
    return made;
  };
  if (!message.file_id) return instead();
  switch (message.media) {
    case 'photo': case 'sticker':
      return orElse(h('img', { src: source, alt: mediaName(message), class: message.media }));
    case 'video': case 'animation': case 'video_note':
      return orElse(h('video', { src: source, controls: true, preload: 'metadata', class: message.media }));
    case 'audio': case 'voice':
      return orElse(h('audio', { src: source, controls: true, preload: 'none' }));
    default:
      return h('a', { class: 'file', href: source, download: named, onclick: (event) => event.stopPropagation() },
        h('span', { class: 'file-icon', 'aria-hidden': 'true' }, '⬇'), h('span', {}, named));
  }
}

// ---- A chat on the screen ---------------------------------------------------------------------------------------

/** One chat as one person sees it: a phone, or the group as the chosen agent sees it. */
class View {
  constructor(chat) {
    this.chat = chat;
    this.drawn = new Map();
    this.replyTo = null;
    this.editing = null;
    this.files = [];
    this.asked = 0;
    this.shown = true;
    this.build();
  }

  get key() { return String(this.chat); }
  get user() { return this.chat; }
  get thread() { return null; }
  get identity() { return { user: this.user }; }
  get place() { return { chat: this.chat }; }
  get list() { return messages.get(this.chat) ?? []; }
  get person() { return world.users.get(this.user) ?? { id: this.user, first_name: '?' }; }
  get isMine() { return (message) => message.author === this.user && !message.service; }

  build() {
    this.head = h('header', { class: 'chat-head' });
    this.pin = h('button', { type: 'button', class: 'pin', hidden: true });
    this.log = h('ol', { class: 'log' });
    this.empty = h('p', { class: 'empty' });
    this.scroll = h('div', { class: 'scroll', role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages', tabIndex: 0 }, this.empty, this.log);
    this.down = h('button', { type: 'button', class: 'down', hidden: true, 'aria-label': 'To the newest message', onclick: () => this.toBottom() }, '↓');
    this.scroll.addEventListener('scroll', () => this.scrolled());
    this.foot = h('footer', { class: 'chat-foot' });
    this.buildComposer();
    this.root = h('section', { class: 'chat', 'aria-label': 'Chat' }, this.head, this.pin, h('div', { class: 'paper' }, this.scroll, this.down), this.foot);
    this.log.addEventListener('click', (event) => this.clicked(event));
    this.log.addEventListener('contextmenu', (event) => this.clicked(event));
    this.log.addEventListener('keydown', (event) => this.keyed(event));
  }

  buildComposer() {
    this.bar = h('div', { class: 'bar', hidden: true });
    this.tray = h('div', { class: 'tray', hidden: true });
    this.field = h('textarea', { rows: 1, class: 'field', placeholder: 'Message', 'aria-label': 'Message' });
    this.pick = h('input', { type: 'file', multiple: true, hidden: true, 'aria-hidden': 'true', tabIndex: -1 });
    const commands = h('button', { type: 'button', class: 'round commands', 'aria-label': 'Commands', 'aria-haspopup': 'menu', title: 'Commands' }, '☰');
    commands.addEventListener('click', () => this.showCommands(commands));
    const clip = h('button', { type: 'button', class: 'round clip', 'aria-label': 'Send files', title: 'Send pictures or files', onclick: () => this.pick.click() }, '📎');
    const send = h('button', { type: 'submit', class: 'round send', 'aria-label': 'Send', title: 'Send' }, '➤');
    this.form = h('form', { class: 'composer' }, commands, this.field, this.pick, clip, send);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      } else if (event.key === 'Escape') this.relax();
    });
    this.field.addEventListener('input', () => this.grow());
    this.field.addEventListener('paste', (event) => {
      if (event.clipboardData.files.length) this.take(event.clipboardData.files);
    });
    this.pick.addEventListener('change', () => {
      this.take(this.pick.files);
      this.pick.value = '';
    });
    this.start = h('button', { type: 'button', class: 'wide', onclick: () => attempt(() => act('start', { user: this.user })) }, 'Start');
    this.unblock = h('button', { type: 'button', class: 'wide', onclick: () => attempt(() => act('unblock', { user: this.user })) }, 'Unblock the bot');
    this.foot.append(this.bar, this.tray, this.form, this.start, this.unblock);
  }

  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  take(files) {
    for (const file of files) this.files.push({ file, url: file.type.startsWith('image/') ? URL.createObjectURL(file) : null });
    this.drawTray();
    this.field.focus();
  }

  drawTray() {
    this.tray.hidden = this.files.length === 0;
    this.tray.replaceChildren(...this.files.map((item) => {
      const remove = () => {
        if (item.url) URL.revokeObjectURL(item.url);
        this.files = this.files.filter((other) => other !== item);
        this.drawTray();
      };
      return h('span', { class: 'chip' }, item.url ? h('img', { src: item.url, alt: '' }) : '📎', h('span', { class: 'chip-name' }, item.file.name),
        h('button', { type: 'button', 'aria-label': `Leave out ${item.file.name}`, onclick: remove }, '×'));
    }));
  }

  /** The commands that this person's app offers here. */
  commands() {
    const group = this.chat < 0;
    const language = this.person.language_code ?? '';
    const scopes = [`chat ${this.chat}`, ...(group ? ['all_group_chats'] : ['all_private_chats']), 'default'];
    for (const scope of scopes) {
      for (const code of [language, '']) {
        const found = world.commands.find((entry) => entry.scope === scope && entry.language_code === code);
        if (found?.commands.length) return found.commands;
      }
    }
    return [];
  }

  showCommands(anchor) {
    const items = this.commands().map(({ command, description }) =>
      [[h('b', {}, `/${command}`), ' ', h('span', { class: 'faint' }, description)], () => this.send(`/${command}`)]);
    if (!items.length) return toast('The bot has named no commands for this chat.');
    menu(anchor, 'Commands', items);
  }

  /** Shows what is replied to or changed above the field. */
  setReply(message, { placeholder, quote } = {}) {
    this.editing = null;
    this.replyTo = message;
    this.quote = quote ?? null;
    this.field.placeholder = placeholder || 'Message';
    this.drawBar('↩', `Reply to ${message.from}`, quote ? `“${quote}”` : snippet(message));
  }

  setEdit(message) {
    this.replyTo = null;
    this.editing = message;
    this.field.value = message.text;
    this.grow();
    this.drawBar('✎', 'Edit message', snippet(message));
    this.field.focus();
  }

  drawBar(icon, title, text) {
    this.bar.hidden = false;
    this.bar.replaceChildren(h('span', { class: 'bar-icon', 'aria-hidden': 'true' }, icon), h('span', { class: 'bar-text' }, h('b', {}, title), h('span', {}, text)),
      h('button', { type: 'button', class: 'round', 'aria-label': `Cancel: ${title}`, onclick: () => this.relax() }, '×'));
  }

  relax() {
    if (this.editing) this.field.value = '';
    this.replyTo = null;
    this.editing = null;
    this.quote = null;
    this.bar.hidden = true;
    this.field.placeholder = 'Message';
    this.grow();
  }

  async submit() {
    lastTouched = this;
    const text = this.field.value.trim();
    const files = this.files;
    if (!text && !files.length) return;
    if (this.editing) {
      const fields = { user: this.user, chat: this.chat, message_id: this.editing.id, text };
      if ((await attempt(() => act('edit', fields).then(() => true)))) this.relax();
      return;
    }
    const sent = await attempt(() => (files.length ? this.sendFiles(text, files) : this.write(text)).then(() => true));
    if (!sent) return;
    this.field.value = '';
    for (const item of files) if (item.url) URL.revokeObjectURL(item.url);
    this.files = [];
    this.drawTray();
    this.relax();
    this.toBottom();
  }

  /** Sends a text of its own accord, such as a command that was clicked. */
  send(text) {
    lastTouched = this;
    return attempt(() => act('write', { ...this.identity, ...this.place, text }));
  }

  replyFields() {
    const fields = {};
    if (this.replyTo) fields.reply_to = this.replyTo.id;
    if (this.replyTo && this.quote) {
      fields.quote = this.quote;
    }
    return fields;
  }

  write(text) {
    return act('write', { ...this.identity, ...this.place, ...this.replyFields(), text });
  }

  async sendFiles(text, files) {
    const parts = [];
    for (const { file } of files) {
      const kind = kindOf(file);
      const query = new URLSearchParams({ kind, name: file.name });
      const kept = await asked(await fetch(`/sim/upload?${query}`, { method: 'POST', body: file, headers: { 'Content-Type': file.type || 'application/octet-stream' } }));
      parts.push({ media: kind, file: { file_id: kept.file_id } });
    }
    const where = { ...this.identity, ...this.place };
    const { reply_to } = this.replyFields();
    if (parts.length === 1) return act('write', { ...where, ...this.replyFields(), ...parts[0], text: text || undefined });
    if (text) parts[0].caption = text;
    return act('album', { ...where, reply_to, items: parts });
  }

  // -- What stands in it

  visible(message) { return message !== null; }

  draw() {
    this.drawHead();
    this.drawFoot();
    const list = this.list.filter((message) => this.visible(message)).slice(-SHOWN_MESSAGES);
    const atBottom = this.atBottom();
    const was = this.newest ?? 0;
    this.byId = new Map(list.map((message) => [message.id, message]));
    const wanted = [];
    let day = null;
    for (let i = 0; i < list.length; i += 1) {
      const message = list[i];
      if (dayOf(message.date) !== day) {
        day = dayOf(message.date);
        wanted.push([`day ${day}`, day, () => h('li', { class: 'day' }, h('span', {}, day))]);
      }
      const parts = [message];
      while (message.album && list[i + 1]?.album === message.album) {
        i += 1;
        parts.push(list[i]);
      }
      const before = wanted.at(-1)?.[3];
      const follows = before && !before.service && !message.service && before.from === message.from && message.date - before.date < 600_000;
      const replied = message.reply_to ? this.byId.get(message.reply_to) : null;
      const looks = JSON.stringify([parts, follows, replied && [replied.from, snippet(replied)], this.isMine(message)]);
      wanted.push([`m${message.id}`, looks, () => this.drawMessage(parts, follows), message]);
    }
    this.arrange(wanted);
    this.empty.hidden = list.length > 0;
    this.empty.textContent = this.hint();
    this.newest = list.at(-1)?.id ?? 0;
    if (atBottom || list.some((message) => message.id > was && this.isMine(message))) this.toBottom();
    else this.scrolled();
    this.drawPin(list);
    this.listen(list);
    if (this.isSeen()) this.markRead();
  }

  /** Brings the list into line with what is wanted, touching only what differs. */
  arrange(wanted) {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, { node }] of this.drawn) {
      if (keys.has(key)) continue;
      node.remove();
      this.drawn.delete(key);
    }
    let next = this.log.firstChild;
    for (const [key, looks, make] of wanted) {
      const had = this.drawn.get(key);
      let node = had?.node;
      if (had?.looks !== looks) {
        node = make();
        if (had) {
          const focused = had.node.contains(document.activeElement) ? [...had.node.querySelectorAll('button')].indexOf(document.activeElement) : null;
          if (next === had.node) next = node;
          had.node.replaceWith(node);
          if (focused !== null) (node.querySelectorAll('button')[focused] ?? node).focus({ preventScroll: true });
        }
        this.drawn.set(key, { looks, node });
      }
      if (node === next) next = next.nextSibling;
      else this.log.insertBefore(node, next);
    }
  }

  drawMessage(parts, follows) {
    const [message] = parts;
    if (message.service) return h('li', { class: 'service', 'data-id': message.id }, h('span', {}, happened(message)));
    const mine = this.isMine(message);
    const spoken = parts.find((part) => part.text) ?? message;
    const lone = parts.length === 1;
    const bubble = h('div', { class: `bubble${message.media ? ' with-media' : ''}${spoken.text ? '' : ' wordless'}` });
    if (this.chat < 0 && !mine && !follows) bubble.append(h('span', { class: `who hue${Math.abs(message.from_id ?? 0) % 7}` }, message.from));
    if (message.forwarded) bubble.append(h('span', { class: 'forwarded' }, 'Forwarded'));
    if (message.reply_to) bubble.append(this.drawReplied(message));
    if (message.forces.length && this.chat < 0) bubble.append(h('span', { class: 'forces' }, `Opens a reply for ${message.forces.map(chatName).join(', ')}`));
    if (message.media) bubble.append(h('div', { class: lone ? 'media' : 'media album' }, parts.map(media)));
    if (spoken.text) bubble.append(h('div', { class: 'text' }, rich(spoken.text, spoken.entities, this)));
    const counts = new Map();
    for (const emoji of message.reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
    const meta = h('span', { class: 'meta' }, message.pinned ? '📌 ' : '', message.edited && !message.by_bot ? 'edited ' : '', h('time', {}, clockTime(message.date)), mine ? h('span', { class: 'ticks', 'aria-hidden': 'true' }, '✓✓') : '');
    if (counts.size) {
      bubble.append(h('div', { class: 'reactions' }, [...counts].map(([emoji, count]) =>
        h('button', { type: 'button', class: 'reaction', 'aria-label': `${emoji}, ${count}`, onclick: (event) => {
          event.stopPropagation();
          this.react(message, emoji);
        } }, emoji, count > 1 ? ` ${count}` : '')), meta));
    } else bubble.append(meta);
    const keys = message.buttons.length ? h('div', { class: 'keys' }, this.drawKeys(message)) : null;
    const side = this.chat < 0 && !mine ? (follows ? h('span', { class: 'avatar none' }) : avatar(message.from_id ?? 0, message.from)) : null;
    return h('li', { class: `msg ${mine ? 'out' : 'in'}${follows ? ' follows' : ''}`, 'data-id': message.id, tabIndex: 0, 'aria-label': `${message.from}: ${snippet(spoken)}` }, side, h('div', { class: keys ? 'body keyed' : 'body' }, bubble, keys));
  }

  drawReplied(message) {
    const replied = this.byId.get(message.reply_to);
    const go = (event) => {
      event.stopPropagation();
      this.jump(message.reply_to);
    };
    return h('button', { type: 'button', class: 'replied', 'aria-label': replied ? `In reply to ${replied.from}` : 'In reply', onclick: go },
      h('b', {}, replied ? replied.from : 'Deleted message'), h('span', {}, message.quote ?? (replied ? snippet(replied) : '…')));
  }

  drawKeys(message) {
    let index = -1;
    return message.buttons.map((row) => h('div', { class: 'row' }, row.map((text) => {
      index += 1;
      const at = index;
      const key = h('button', { type: 'button', class: 'key' }, text);
      key.addEventListener('click', (event) => {
        event.stopPropagation();
        this.press(message, at, key);
      });
      return key;
    })));
  }

  drawPin(list) {
    const pinned = list.filter((message) => message.pinned).at(-1);
    this.pin.hidden = !pinned;
    if (!pinned) return;
    this.pin.replaceChildren(h('span', { class: 'pin-icon', 'aria-hidden': 'true' }, '📌'), h('span', {}, h('b', {}, 'Pinned message'), h('span', {}, snippet(pinned))));
    this.pin.onclick = () => this.jump(pinned.id);
  }

  /** A forced reply opens the reply bar, as the apps do. */
  listen(list) {
    const newest = list.at(-1)?.id ?? 0;
    for (const message of list) {
      if (message.id <= this.asked || !message.by_bot || !message.forces.includes(this.user)) continue;
      if (this.asked === 0 && message.id !== newest) continue;
      this.setReply(message, { placeholder: message.asks.input_field_placeholder });
      if (lastTouched === this && !tour.plays) this.field.focus();
    }
    this.asked = Math.max(this.asked, newest, 1);
    if (this.replyTo && !this.byId.has(this.replyTo.id)) this.relax();
  }

  // -- What is done in it

  async press(message, index, key) {
    lastTouched = this;
    key.classList.add('busy');
    const answered = await attempt(() => act('press', { user: this.user, chat: this.chat, message_id: message.id, index }));
    if (answered?.url) follow(answered.url, this)();
    if (answered?.copied) toast(`Copied: ${answered.copied}`);
    if (answered?.query_id) await answerOf(answered.query_id);
    key.classList.remove('busy');
  }

  react(message, emoji) {
    const before = this.own?.get(message.id);
    this.own ??= new Map();
    const next = before === emoji && message.reactions.includes(emoji) ? null : emoji;
    this.own.set(message.id, next);
    return attempt(() => act('react', { user: this.user, chat: this.chat, message_id: message.id, emoji: next }));
  }

  messageAt(event) {
    const item = event.target.closest?.('li.msg');
    return item ? [item, this.byId.get(Number(item.dataset.id))] : [];
  }

  clicked(event) {
    const [item, message] = this.messageAt(event);
    if (!message || event.target.closest('.keys, video, audio')) return;
    if (event.type === 'click' && String(getSelection())) return;
    if (!event.target.closest('.bubble')) return;
    event.preventDefault();
    this.showMenu(item, message, { x: event.clientX, y: event.clientY });
  }

  keyed(event) {
    const [item, message] = this.messageAt(event);
    if (!message || event.target !== item) return;
    if (event.key === 'Enter' || event.key === 'ContextMenu') {
      event.preventDefault();
      this.showMenu(item, message);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const all = [...this.log.querySelectorAll('li.msg')];
      const next = all[all.indexOf(item) + (event.key === 'ArrowUp' ? -1 : 1)];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  }

  showMenu(item, message, at) {
    const reply = () => {
      this.setReply(message);
      this.field.focus();
    };
    const items = [['Reply', reply]];
    const selected = String(getSelection()).trim();
    if (selected && message.text.includes(selected)) {
      items.push(['Quote', () => {
        this.setReply(message, { quote: selected });
        this.field.focus();
      }]);
    }
    if (this.isMine(message)) {
      if (!message.forwarded) items.push(['Edit', () => this.setEdit(message)]);
    }
    if (this.mayDelete(message)) items.push(['Delete', () => attempt(() => act('delete', { user: this.user, chat: this.chat, message_id: message.id })), 'danger']);
    const row = h('div', { class: 'emoji', role: 'group', 'aria-label': 'Reactions' }, REACTIONS.map((emoji) =>
      h('button', { type: 'button', role: 'menuitem', 'aria-label': `React with ${emoji}`, onclick: () => {
        closeMenu();
        this.react(message, emoji);
      } }, emoji)));
    menu(item, 'Message', [...items, row], at);
  }

  mayDelete() { return true; }
  hint() { return 'Nothing here yet.'; }

  jump(id) {
    const item = this.log.querySelector(`li[data-id="${id}"]`);
    if (!item) return false;
    item.scrollIntoView({ block: 'center', behavior: calm.matches ? 'auto' : 'smooth' });
    item.classList.add('lit');
    setTimeout(() => item.classList.remove('lit'), 1600);
    return true;
  }

  // -- Where one looks

  atBottom() { return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60; }

  toBottom() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.down.hidden = true;
  }

  scrolled() { this.down.hidden = this.atBottom(); }
  isSeen() { return this.shown && document.visibilityState === 'visible'; }
  markRead() { read.set(this.key, this.newest ?? 0); }

  unread() {
    const seen = read.get(this.key) ?? 0;
    return this.list.filter((message) => message.id > seen && message.author !== this.user && !message.service).length;
  }
}

const kindOf = (file) => {
  if (/^image\/(jpeg|png|webp)$/.test(file.type)) return 'photo';
  if (file.type === 'image/gif') return 'animation';
  if (file.type.startsWith('video/')) return 'video';
  if (file.type.startsWith('audio/')) return 'audio';
  return 'document';
};

/** A person's private chat with the bot. */
class Phone extends View {
  drawHead() {
    const { person } = this;
    const bot = world.bot.first_name ?? 'Bot';
    const more = h('button', { type: 'button', class: 'round', 'aria-label': `More about ${person.first_name}'s chat`, 'aria-haspopup': 'menu' }, '⋮');
    more.addEventListener('click', () => menu(more, 'Chat', [person.blocked_bot
      ? ['Unblock the bot', () => attempt(() => act('unblock', { user: this.user }))]
      : ['Block the bot', () => attempt(() => act('block', { user: this.user })), 'danger']]));
    const looks = JSON.stringify([person, bot]);
    if (this.headLooks === looks) return;
    this.headLooks = looks;
    this.root.setAttribute('aria-label', `${nameOf(person)}'s phone`);
    this.field.setAttribute('aria-label', `Message, as ${nameOf(person)}`);
    const about = [person.username ? `@${person.username}` : '', person.language_code ?? ''].filter(Boolean).join(' · ');
    this.head.replaceChildren(avatar(world.bot.id, bot), h('div', { class: 'titles' }, h('b', {}, bot), h('span', { class: 'faint' }, 'bot')),
      h('span', { class: 'owner' }, h('b', {}, `${nameOf(person)}’s phone`), h('span', { class: 'faint' }, about)), more);
  }

  hint() { return this.person.started ? 'Nothing here yet.' : `This is what ${this.person.first_name} sees. Press Start below, as in any chat with a bot.`; }

  drawFoot() {
    const { person } = this;
    this.start.hidden = person.started;
    this.unblock.hidden = !person.started || !person.blocked_bot;
    this.form.hidden = !this.start.hidden || !this.unblock.hidden;
    if (this.form.hidden) {
      this.bar.hidden = true;
      this.tray.hidden = true;
    }
  }
}

/** The team's group, as the chosen agent sees it. */
class Team extends View {
  constructor(group) {
    super(group);
    this.topic = null;
  }

  get key() { return `${this.chat}/${this.topic}`; }
  get agent() { return Number(this.who.value.split(' ')[0]); }
  get user() { return this.agent; }
  get thread() { return this.topic; }
  get identity() { return { user: this.agent, as_anonymous: this.who.value.endsWith('anonymous') || undefined }; }
  get place() { return { chat: this.chat, thread: this.topic && this.topic !== GENERAL ? this.topic : undefined }; }
  get group() { return world.chats.get(this.chat); }
  get isMine() {
    const anonymous = this.who.value.endsWith('anonymous');
    return (message) => message.author === this.agent && !message.service && (message.from_id !== this.agent) === anonymous;
  }

  build() {
    this.who = h('select', { 'aria-label': 'Who writes', class: 'who-select', onchange: () => {
      this.relax();
      this.asked = 0;
      this.draw();
    } });
    this.topics = h('div', { class: 'topics', role: 'group', 'aria-label': 'Topics' });
    super.build();
    this.root.classList.add('team-chat');
    this.root.setAttribute('aria-label', 'The team’s group');
    this.frame = h('div', { class: 'team' }, this.topics, this.root);
  }

  statusOf(user) { return this.group?.members.find((member) => member.user === user)?.status; }
  manages() { return ['creator', 'administrator'].includes(this.statusOf(this.agent)); }
  mayDelete(message) { return this.manages() || message.author === this.agent; }
  visible(message) { return this.topic === GENERAL || !this.topic ? message.thread === null : message.thread === this.topic; }

  topicList() {
    const rest = (this.group?.topics ?? []).map((topic) => ({ id: topic.message_thread_id, name: topic.name, color: topic.icon_color, closed: topic.closed }));
    return this.group?.is_forum ? [...rest, { id: GENERAL, name: 'General', closed: false }] : [];
  }

  drawWho() {
    const inside = (this.group?.members ?? []).filter((member) => !['left', 'kicked'].includes(member.status) && member.user !== world.bot.id && world.users.has(member.user));
    const options = inside.flatMap((member) => {
      const name = nameOf(world.users.get(member.user));
      const made = [[`${member.user}`, name]];
      if (['creator', 'administrator'].includes(member.status)) made.push([`${member.user} anonymous`, `${name} (anonymous)`]);
      return made;
    });
    const looks = JSON.stringify(options);
    if (this.whoLooks === looks) return;
    this.whoLooks = looks;
    const before = this.who.value;
    this.who.replaceChildren(...options.map(([value, name]) => h('option', { value }, name)));
    if (options.some(([value]) => value === before)) this.who.value = before;
  }

  drawHead() {
    this.drawWho();
    const list = this.topicList();
    if (list.length && !list.some((topic) => topic.id === this.topic)) this.topic = list[0].id;
    const topic = list.find((one) => one.id === this.topic);
    this.drawTopics(list);
    const looks = JSON.stringify([topic, this.group?.title, this.who.value, this.whoLooks]);
    if (this.headLooks === looks) return;
    this.headLooks = looks;
    this.field.setAttribute('aria-label', `Message in ${topic?.name ?? this.group?.title}, as ${this.who.selectedOptions[0]?.textContent ?? ''}`);
    const more = h('button', { type: 'button', class: 'round', 'aria-label': 'More about the topic', 'aria-haspopup': 'menu' }, '⋮');
    more.addEventListener('click', () => this.topicMenu(more, topic));
    const count = this.group?.members.length ?? 0;
    this.head.replaceChildren(topic ? topicIcon(topic) : avatar(this.chat, this.group?.title), h('div', { class: 'titles' }, h('b', {}, topic?.name ?? this.group?.title ?? ''), h('span', { class: 'faint' }, `${this.group?.title}, ${count} members`)),
      h('label', { class: 'as' }, h('span', { class: 'faint' }, 'You are'), this.who), this.manages() && topic ? more : '');
  }

  drawTopics(list) {
    this.topics.hidden = list.length < 2 && !this.manages();
    const made = list.map((topic) => {
      const choose = () => {
        this.choose(topic.id);
        lastTouched = this;
      };
      const last = this.list.filter((message) => (topic.id === GENERAL ? message.thread === null : message.thread === topic.id)).at(-1);
      const unread = this.unreadIn(topic.id);
      return h('button', { type: 'button', class: 'topic', 'data-topic': topic.id, 'aria-pressed': String(topic.id === this.topic), onclick: choose }, topicIcon(topic),
        h('span', { class: 'topic-text' }, h('b', {}, topic.name, topic.closed ? ' 🔒' : ''), h('span', { class: 'faint' }, last ? snippet(last) : 'Nothing yet')),
        unread ? h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)) : '');
    });
    if (this.manages()) made.push(h('button', { type: 'button', class: 'topic new', onclick: () => this.newTopic() }, h('span', { class: 'topic-icon', 'aria-hidden': 'true' }, '+'), h('span', { class: 'topic-text' }, h('b', {}, 'New topic'))));
    const looks = made.map((one) => one.textContent + one.getAttribute('aria-pressed')).join('|');
    if (looks === this.topicLooks) return;
    this.topicLooks = looks;
    const focused = document.activeElement?.dataset?.topic;
    this.topics.replaceChildren(h('div', { class: 'topics-head' }, avatar(this.chat, this.group?.title), h('b', {}, this.group?.title ?? '')), ...made);
    if (focused) this.topics.querySelector(`[data-topic="${focused}"]`)?.focus();
  }

  choose(topic) {
    if (topic === this.topic) return;
    this.topic = topic;
    this.relax();
    this.drawn.clear();
    this.log.replaceChildren();
    this.asked = 0;
    this.newest = 0;
    this.draw();
    this.toBottom();
    drawTabs();
  }

  topicMenu(anchor, topic) {
    const op = (name, more = {}) => attempt(() => act('topic', { user: this.agent, chat: this.chat, thread: topic.id, op: name, ...more }));
    if (topic.id === GENERAL) return menu(anchor, 'Topic', [['New topic', () => this.newTopic()]]);
    const rename = async () => {
      const name = await ask({ title: 'The topic’s new name', input: topic.name, yes: 'Rename' });
      if (name) op('rename', { name });
    };
    const remove = async () => {
      if (await ask({ title: `Delete “${topic.name}”?`, text: 'The topic goes with all its messages. The bot is not told.', yes: 'Delete' })) op('delete');
    };
    menu(anchor, 'Topic', [topic.closed ? ['Reopen topic', () => op('reopen')] : ['Close topic', () => op('close')], ['Rename topic', rename], ['New topic', () => this.newTopic()], ['Delete topic', remove, 'danger']]);
    return undefined;
  }

  async newTopic() {
    const name = await ask({ title: 'A new topic’s name', input: '', yes: 'Create' });
    if (!name) return;
    const made = await attempt(() => act('topic', { user: this.agent, chat: this.chat, op: 'create', name }));
    if (made) this.topic = made.thread;
  }

  drawFoot() {
    const topic = this.topicList().find((one) => one.id === this.topic);
    this.start.hidden = true;
    this.unblock.hidden = true;
    this.form.hidden = Boolean(topic?.closed) && !this.manages();
  }

  jump(id) {
    const message = this.list.find((one) => one.id === id);
    if (message && this.group?.is_forum) this.choose(message.thread ?? GENERAL);
    return super.jump(id);
  }

  unreadIn(topic) {
    if (topic === this.topic && this.isSeen()) return 0;
    const seen = read.get(`${this.chat}/${topic}`) ?? 0;
    return this.list.filter((message) => message.id > seen && !message.service && message.author !== this.agent && (topic === GENERAL ? message.thread === null : message.thread === topic)).length;
  }

  unread() { return this.topicList().reduce((sum, topic) => sum + this.unreadIn(topic.id), 0); }
}

function topicIcon(topic) {
  if (topic.id === GENERAL) return h('span', { class: 'topic-icon general', 'aria-hidden': 'true' }, '#');
  const made = h('span', { class: 'topic-icon', 'aria-hidden': 'true' }, [...topic.name][0] ?? '');
  made.style.background = `#${Number(topic.color ?? 0x6fb9f0).toString(16).padStart(6, '0')}`;
  return made;
}

// ---- Presses and their answers ----------------------------------------------------------------------------------

const waiting = new Map();

/** Waits for what the bot says to a press, for as long as Telegram does, and shows it. */
async function answerOf(query) {
  const told = new Promise((done) => waiting.set(query, done));
  const tell = async () => {
    const answer = await look('answer', { query_id: query });
    if (!answer.answered) return false;
    if (answer.text && answer.show_alert) ask({ title: world.bot.first_name, text: answer.text, no: null });
    else if (answer.text) toast(answer.text);
    return true;
  };
  try {
    if (!(await tell())) {
      await Promise.race([told, rest(15_000)]);
      await tell();
    }
  } finally {
    waiting.delete(query);
  }
}

// ---- The stage --------------------------------------------------------------------------------------------------

let lastTouched = null;
const phones = new Map();
let team = null;
/** Who was looked at, latest last: it decides what is seen when there is no room for all. */
let order = [];

function buildStage() {
  const people = [...world.users.values()].filter((user) => !user.is_bot && !user.deactivated && !world.group?.members.some((member) => member.user === user.id)).slice(0, 3);
  const stage = el('stage');
  const row = h('div', { class: 'phones' });
  for (const user of people) {
    const phone = new Phone(user.id);
    phone.root.classList.add('phone');
    phones.set(user.id, phone);
    row.append(phone.root);
  }
  stage.append(row);
  if (world.group) {
    team = new Team(world.group.id);
    stage.append(team.frame);
  }
  order = [...people.map((user) => user.id)].reverse();
  if (team) order.unshift(team.chat);
  for (const view of views()) {
    view.root.addEventListener('focusin', () => { lastTouched = view; });
    view.root.addEventListener('pointerdown', () => { lastTouched = view; });
  }
  layout();
}

const views = () => [...phones.values(), ...(team ? [team] : [])];
const viewOf = (chat) => (team && chat === team.chat ? team : phones.get(chat));

/** Decides which chats are seen: as many as there is room for, the latest touched first. */
function layout() {
  const room = innerWidth >= 1660 ? 3 : innerWidth >= 1120 ? 2 : 1;
  const seen = new Set();
  if (narrow.matches) seen.add(order.at(-1));
  else {
    for (const id of [...order].reverse()) if (id > 0 && seen.size < room) seen.add(id);
    if (team) seen.add(team.chat);
  }
  for (const view of views()) {
    view.shown = seen.has(view.chat);
    (view.frame ?? view.root).hidden = !view.shown;
    if (view.shown && view.byId) {
      view.toBottom();
      view.markRead();
    }
  }
  el('stage').querySelector('.phones').hidden = ![...phones.values()].some((phone) => phone.shown);
  drawTabs();
}

function reveal(chat) {
  const view = viewOf(chat);
  if (!view || view.shown) return;
  order = [...order.filter((id) => id !== chat), chat];
  layout();
}

function drawTabs() {
  const tabs = el('tabs');
  const made = views().map((view) => {
    const name = view === team ? world.group.title : nameOf(view.person);
    const unread = view.unread();
    const go = () => {
      order = [...order.filter((id) => id !== view.chat), view.chat];
      layout();
      tabs.querySelector(`[data-chat="${view.chat}"]`)?.focus();
      if (view.shown && !narrow.matches && !view.form.hidden) view.field.focus();
    };
    return h('button', { type: 'button', class: 'tab', 'data-chat': view.chat, 'aria-pressed': String(view.shown), onclick: go }, avatar(view.chat, name), name,
      unread ? h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)) : '');
  });
  const looks = made.map((one) => one.textContent + one.getAttribute('aria-pressed')).join('|');
  if (tabs.dataset.looks === looks) return;
  tabs.dataset.looks = looks;
  const focused = document.activeElement?.dataset?.chat;
  tabs.replaceChildren(...made);
  if (focused) tabs.querySelector(`[data-chat="${focused}"]`)?.focus();
}

addEventListener('resize', layout);
document.addEventListener('visibilitychange', () => refresh([]));

// ---- News -------------------------------------------------------------------------------------------------------

const stale = new Set();
let refreshing = false;

/** Asks for what changed and draws it; changes that come meanwhile are asked for in the next round. */
async function refresh(chats) {
  chats.forEach((chat) => stale.add(chat));
  if (refreshing) return;
  refreshing = true;
  try {
    do {
      const round = [...stale];
      stale.clear();
      const [, ...lists] = await Promise.all([learnWorld(), ...round.map((chat) => look('chat', { chat }))]);
      round.forEach((chat, at) => messages.set(chat, lists[at]));
      if (!el('stage').querySelector('.phones')) buildStage();
      for (const view of views()) view.draw();
      drawTabs();
    } while (stale.size);
  } catch {
    el('lost').hidden = false;
  } finally {
    refreshing = false;
  }
}

let clockBase = null;

function drawClock() {
  if (!clockBase) return;
  const now = new Date(clockBase.now + performance.now() - clockBase.at);
  el('clock').textContent = `${now.toLocaleDateString('en', { weekday: 'short', day: 'numeric', month: 'short' })} ${clockTime(now)}`;
}
setInterval(drawClock, 1000);

let known = null;

function heard(news) {
  el('lost').hidden = true;
  clockBase = { now: news.now, at: performance.now() };
  drawClock();
  if (news.begin) {
    el('calls').replaceChildren();
    messages.clear();
    read.clear();
    for (const view of views()) {
      view.asked = 0;
      view.newest = 0;
      view.relax();
    }
  }
  for (const line of news.journal) {
    drawCall(line);
    if (line.method.toLowerCase() === 'answercallbackquery') waiting.get(String(line.params.callback_query_id))?.();
  }
  drawTrouble(news);
  const registers = news.journal.some((line) => line.method.toLowerCase() === 'setmycommands');
  if (news.begin || news.chats.length || registers || !known) refresh(news.chats);
  known = news;
}

function listen() {
  const events = new EventSource('/sim/events');
  events.onmessage = (event) => heard(JSON.parse(event.data));
  events.onerror = () => { el('lost').hidden = false; };
}

// ---- The strip --------------------------------------------------------------------------------------------------

let calls = 0;

function outcome(line) {
  if (line.status === 0) return ['cut', 'no answer'];
  if (line.status === 200) return ['well', '200'];
  return [line.status === 429 ? 'slow' : 'bad', String(line.status)];
}

function drawCall(line) {
  const list = el('calls');
  const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const [kind, said] = outcome(line);
  const incoming = line.method.toLowerCase() === 'getupdates';
  const words = incoming ? `${line.count ?? 0} update${line.count === 1 ? '' : 's'}` : String(line.params.text ?? line.params.caption ?? line.description ?? '').replace(/\s+/g, ' ').replace(/<[^>]*>/g, '');
  const summary = h('summary', {}, h('time', {}, new Date(line.at).toTimeString().slice(0, 8)), h('span', { class: `status ${kind}` }, said), h('b', {}, line.method),
    h('span', { class: 'to' }, line.chat_id ? chatName(line.chat_id) : ''), h('span', { class: 'words' }, line.note ? `⚡ ${line.note} ` : '', words));
  const details = h('details', { class: incoming ? 'call incoming' : 'call' }, summary);
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(h('pre', {}, JSON.stringify(line, null, 2)));
  });
  list.append(h('li', {}, details));
  while (list.children.length > SHOWN_CALLS) list.firstChild.remove();
  calls = line.seq;
  el('count').textContent = String(calls);
  if (follows) list.scrollTop = list.scrollHeight;
}

function drawTrouble(news) {
  const [down, faults] = news.trouble;
  el('down').setAttribute('aria-pressed', String(down));
  const words = [];
  if (down) words.push('Telegram is down');
  if (faults) words.push(faults === 1 ? 'a fault waits for its call' : `${faults} faults wait for their calls`);
  if (news.running === false) words.push('the bot is not running');
  el('trouble').textContent = words.length ? `⚡ ${sentence(words.join(', '))}` : '';
  el('bot').hidden = news.running === null;
  el('running').textContent = news.running ? 'The bot runs' : 'The bot is dead';
  el('lamp').classList.toggle('on', news.running === true);
  el('kill').disabled = news.running !== true;
  el('restart').disabled = news.running !== false;
}

const FAULTS = {
  flood: { method: 'sendMessage', kind: { type: 'flood', retry_after: 5 } },
  bad_gateway: { times: 3, kind: { type: 'bad_gateway' } },
  answer_lost: { method: 'sendMessage', kind: { type: 'answer_lost' } },
};

for (const button of document.querySelectorAll('[data-fault]')) {
  button.addEventListener('click', () => attempt(() => act('fault', FAULTS[button.dataset.fault])));
}
el('down').addEventListener('click', () => attempt(() => act('down', { on: el('down').getAttribute('aria-pressed') !== 'true' })));
el('clear').addEventListener('click', () => attempt(() => act('clear_faults')));
el('kill').addEventListener('click', () => attempt(() => act('bot', { op: 'kill' })));
el('restart').addEventListener('click', () => attempt(() => act('bot', { op: 'start' })));

for (const button of document.querySelectorAll('[data-ahead]')) {
  button.addEventListener('click', () => attempt(async () => {
    await act('advance', { ms: Number(button.dataset.ahead) });
    toast(`${button.textContent}: it is later now.`);
  }));
}

async function startOver() {
  await act('bot', { op: 'start_over' });
}
el('start-over').addEventListener('click', async () => {
  if (await ask({ title: 'Start over?', text: 'All chats become empty, and the bot forgets everything.', yes: 'Start over' })) await attempt(startOver);
});

// ---- Dark and light ---------------------------------------------------------------------------------------------

const dark = matchMedia('(prefers-color-scheme: dark)');
try {
  const kept = localStorage.getItem('theme');
  if (kept) document.documentElement.dataset.theme = kept;
} catch { /* A browser that keeps nothing follows the system. */ }
el('theme').addEventListener('click', () => {
  const now = document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  const next = now === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem('theme', next);
  } catch { /* It holds until the page is closed. */ }
});

// ---- The guided tour --------------------------------------------------------------------------------------------

const tour = { steps: [], plays: false, paused: false, skip: null, stop: false };

/** Rests, unless somebody presses Next; goes on resting while the tour is paused. */
async function pause(ms) {
  let skipped = false;
  const next = new Promise((done) => { tour.skip = () => { skipped = true; done(); }; });
  await Promise.race([rest(ms), next]);
  while (tour.paused && !skipped && !tour.stop) await Promise.race([rest(200), next]);
  tour.skip = null;
  if (tour.stop) throw new Error('ended');
}

/** Types into the field and sends, or presses the button where it stands, so that one sees who does what. */
async function perform(step) {
  const fields = { ...step.do };
  const view = viewOf(fields.chat ?? fields.user);
  if (view === team && view) {
    if (fields.user && [...team.who.options].some((option) => option.value === String(fields.user))) {
      team.who.value = String(fields.user);
      team.draw();
    }
    if (fields.thread) team.choose(fields.thread);
  }
  if (step.reply_to) {
    const found = await look('find', { chat: fields.chat ?? fields.user, contains: step.reply_to });
    if (!found) throw new Error(`no message says “${step.reply_to}”`);
    fields.reply_to = found.id;
    view?.setReply(found);
  }
  if (view && fields.action === 'write' && fields.text && !view.form.hidden) {
    for (let at = 0; at <= fields.text.length && !tour.stop; at += 2) {
      view.field.value = fields.text.slice(0, at);
      view.grow();
      await rest(calm.matches ? 0 : 24);
    }
    await pause(350);
    view.field.value = '';
  }
  if (view && fields.action === 'press') {
    const key = [...view.log.querySelectorAll('.key')].filter((one) => one.textContent.includes(fields.button)).at(-1);
    if (key) {
      key.scrollIntoView({ block: 'nearest' });
      key.classList.add('tapped');
      await pause(900).finally(() => key.classList.remove('tapped'));
    }
  }
  const { action, ...given } = fields;
  const answered = await act(action, given);
  if (answered?.query_id) answerOf(answered.query_id);
  if (action === 'write') view?.relax();
  if (action === 'write' || action === 'album') view?.grow();
}

async function play(step) {
  const chat = step.show ?? step.do?.chat ?? step.do?.user;
  if (chat) reveal(chat);
  const watched = step.wait?.chat;
  const last = step.wait?.anew && world.chats.has(watched) ? (await look('chat', { chat: watched })).at(-1)?.id ?? 0 : 0;
  if (step.do) await perform(step);
  if (watched) {
    reveal(watched);
    const { anew: _, ...find } = step.wait;
    await act('wait', { timeout_ms: 30_000, ...find, after: last });
    const view = viewOf(watched);
    if (view === team && find.thread) team.choose(find.thread);
  }
  await pause(step.pause_ms ?? 1600 + step.say.length * 45);
}

async function playTour() {
  if (tour.plays) return;
  const began = messages.size && [...messages.values()].some((list) => list.some((message) => !message.service));
  if (began && !(await ask({ title: 'Start over for the tour?', text: 'The tour begins with empty chats: what is here now goes.', yes: 'Begin the tour' }))) return;
  tour.plays = true;
  tour.stop = false;
  setPaused(false);
  el('tour').hidden = false;
  el('tour-start').disabled = true;
  document.body.classList.add('touring');
  try {
    if (began) await startOver();
    for (const [at, step] of tour.steps.entries()) {
      el('tour-step').textContent = `Step ${at + 1} of ${tour.steps.length}`;
      el('tour-say').textContent = step.say;
      el('tour-done').style.width = `${((at + 1) / tour.steps.length) * 100}%`;
      await play(step);
    }
    el('tour-step').textContent = 'The end';
    el('tour-say').textContent = 'Now it is your turn: press any button, write, or make trouble below.';
    el('tour-next').hidden = true;
    el('tour-pause').hidden = true;
    await new Promise((done) => { tour.close = done; });
  } catch (fault) {
    if (!tour.stop) toast(`The tour ends here: ${fault.message}`);
  } finally {
    tour.plays = false;
    tour.close = null;
    el('tour').hidden = true;
    el('tour-next').hidden = false;
    el('tour-pause').hidden = false;
    el('tour-start').disabled = false;
    document.body.classList.remove('touring');
  }
}

function setPaused(paused) {
  tour.paused = paused;
  el('tour-pause').setAttribute('aria-pressed', String(paused));
  el('tour-pause').textContent = paused ? 'Go on' : 'Pause';
}
el('tour-start').addEventListener('click', playTour);
el('tour-next').addEventListener('click', () => {
  setPaused(false);
  tour.skip?.();
});
el('tour-pause').addEventListener('click', () => setPaused(!tour.paused));
el('tour-end').addEventListener('click', () => {
  tour.stop = true;
  tour.skip?.();
  tour.close?.();
});

// ---- Begin ------------------------------------------------------------------------------------------------------

if (innerHeight < 700 || narrow.matches) el('strip').open = false;
attempt(async () => {
  await learnWorld();
  listen();
  const keeper = await look('keeper');
  tour.steps = keeper?.tour ?? [];
  el('tour-start').hidden = !tour.steps.length;
  el('start-over').hidden = !keeper;
});

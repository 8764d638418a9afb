// The voter's side of a secret ballot (RFC 9474, RSABSSA-SHA384-PSS-Randomized): the ballot is filled in and blinded here,
// the issuer signs a number it cannot read, and the signed ballot is dropped into the urn without a cookie.
// The same in Python, with tests against each other: comity/meetings/ballot.py.

(() => {
  const EXPONENT = 65537n;
  const BYTES = 256;
  const HASH = 48;
  const script = document.currentScript;
  const words = script.dataset;
  const store = (vote) => `comity-ballot:${vote}`;

  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let place = 0;
    for (const part of parts) { all.set(part, place); place += part.length; }
    return all;
  };
  const sha = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));
  const toText = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const toNumber = (bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const octets = (number) => {
    const bytes = new Uint8Array(BYTES);
    for (let place = BYTES - 1; place >= 0; place -= 1) { bytes[place] = Number(number & 255n); number >>= 8n; }
    return bytes;
  };

  function power(base, exponent, modulus) {
    let result = 1n;
    for (base %= modulus; exponent; exponent >>= 1n) {
      if (exponent & 1n) result = (result * base) % modulus;
      base = (base * base) % modulus;
    }
    return result;
  }

  // The inverse of a number, or 0n if it has none.
  function inverse(number, modulus) {
    let [a, b, x, y] = [number % modulus, modulus, 1n, 0n];
    while (a > 1n) {
      if (!b) return 0n;
      const quotient = a / b;
      [a, b] = [b, a % b];
      [x, y] = [y, x - quotient * y];
    }
    return a === 1n ? ((x % modulus) + modulus) % modulus : 0n;
  }

  async function mask(seed, length) {
    const blocks = [];
    for (let counter = 0; counter * HASH < length; counter += 1) {
      blocks.push(await sha("SHA-384", joined(seed, new Uint8Array([0, 0, 0, counter]))));
    }
    return joined(...blocks).slice(0, length);
  }

  // EMSA-PSS-ENCODE (RFC 8017 §9.1.1) for a modulus of 2048 bits.
  async function encoded(message, salt) {
    const digest = await sha("SHA-384", joined(new Uint8Array(8), await sha("SHA-384", message), salt));
    const block = joined(new Uint8Array(BYTES - salt.length - HASH - 2), new Uint8Array([1]), salt);
    const masked = (await mask(digest, block.length)).map((byte, place) => byte ^ block[place]);
    masked[0] &= 0x7f;
    return joined(masked, digest, new Uint8Array([0xbc]));
  }

  const message = (vote, choices, prefix) =>
    joined(prefix, new TextEncoder().encode(JSON.stringify({ choices, vote })));

  async function blind(issuer, vote, choices, given = {}) {
    const modulus = toNumber(toBytes(issuer));
    const prefix = given.prefix || random(32);
    const salt = given.salt || random(HASH);
    const number = toNumber(await encoded(message(vote, choices, prefix), salt));
    let factor = given.factor || 0n;
    let undo = factor && inverse(factor, modulus);
    while (!undo) {
      factor = toNumber(random(BYTES)) % modulus;
      undo = factor > 1n ? inverse(factor, modulus) : 0n;
    }
    const blinded = (number * power(factor, EXPONENT, modulus)) % modulus;
    return { choices, prefix: toText(prefix), inverse: toText(octets(undo)), blinded: toText(octets(blinded)) };
  }

  async function finished(issuer, vote, paper, signature) {
    const modulus = toNumber(toBytes(issuer));
    const signed = octets((toNumber(toBytes(signature)) * toNumber(toBytes(paper.inverse))) % modulus);
    const key = await crypto.subtle.importKey(
      "jwk", { kty: "RSA", n: issuer, e: "AQAB", alg: "PS384", ext: true }, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"],
    );
    const said = message(vote, paper.choices, toBytes(paper.prefix));
    if (!await crypto.subtle.verify({ name: "RSA-PSS", saltLength: HASH }, key, signed, said)) throw new Error(words.unsigned);
    return { choices: paper.choices, prefix: paper.prefix, signature: toText(signed) };
  }

  async function tracker(prefix) {
    const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const number = toNumber((await sha("SHA-256", toBytes(prefix))).slice(0, 10));
    let text = "";
    for (let shift = 75n; shift >= 0n; shift -= 5n) text += letters[Number((number >> shift) & 31n)];
    return text.match(/.{4}/g).join("-");
  }

  const kept = (vote) => { try { return JSON.parse(localStorage.getItem(store(vote))); } catch { return null; } };
  const keep = (vote, state) => localStorage.setItem(store(vote), JSON.stringify(state));

  function show(form, state) {
    const place = form.parentElement.querySelector("[data-ballot-state]");
    form.hidden = Boolean(state);
    place.hidden = !state;
    if (!state) return;
    place.querySelector("[data-ballot-words]").textContent = state.dropped ? words.dropped : words.underway;
    place.querySelector("[data-ballot-tracker]").textContent = state.tracker;
  }

  // The ballot goes into the urn at a moment of its own, without a cookie, so that its arrival does not point to the paper.
  async function drop(form, vote, state) {
    const wait = Number(words.wait || 8000);
    await new Promise((resolve) => { setTimeout(resolve, Math.random() * wait); });
    for (let pause = 1000; ; pause = Math.min(pause * 2, 15000)) {
      try {
        const answer = await fetch(form.dataset.slot, {
          method: "POST",
          credentials: "omit",
          referrerPolicy: "no-referrer",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(state.ballot),
          signal: AbortSignal.timeout(15000),
        });
        if (answer.status < 500) {
          const body = await answer.json();
          if (body.refused) window.comityHall.tell(body.refused, true);
          // What could tell how somebody voted is forgotten here, too; the tracker stays until the browser forgets it.
          else keep(vote, { tracker: state.tracker, dropped: true });
          show(form, kept(vote));
          return;
        }
      } catch {}
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }

  async function carryOn(form) {
    const { vote, issuer } = form.dataset;
    const state = kept(vote);
    show(form, state);
    if (!state || state.dropped) return;
    if (!state.ballot) {
      const fields = [["act", "meetings.ballot.take"], ["vote", vote], ["blinded", state.paper.blinded]];
      const answer = await window.comityHall.post(form.action, fields, state.id);
      if (!answer.signature) {
        localStorage.removeItem(store(vote));
        show(form, null);
        return;
      }
      state.ballot = await finished(issuer, vote, state.paper, answer.signature);
      delete state.paper;
      keep(vote, state);
    }
    await drop(form, vote, state);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-ballot]")) return;
    event.preventDefault();
    const { vote, issuer, most } = form.dataset;
    const choices = new FormData(form).getAll("choice").filter(Boolean).sort();
    if (choices.length > Number(most)) {
      window.comityHall.tell(words.toomany.replace("{n}", most), true);
      return;
    }
    const paper = await blind(issuer, vote, choices);
    keep(vote, { id: crypto.randomUUID(), paper, tracker: await tracker(paper.prefix) });
    await carryOn(form);
  });

  const started = new WeakSet();
  function start() {
    for (const form of document.querySelectorAll("form[data-ballot]")) {
      if (started.has(form)) continue;
      started.add(form);
      form.querySelector("fieldset").disabled = false;
      carryOn(form);
    }
  }

  window.comityBallot = { blind, finished, tracker };
  new MutationObserver(start).observe(document.getElementById("mine") || document.body, { childList: true, subtree: true });
  start();
})();

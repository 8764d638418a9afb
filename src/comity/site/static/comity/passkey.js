// Signing acts by passkey, and making the passkeys for it. What is signed was fixed by the server and is shown on the page.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function fail(form, message) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = message;
  place.hidden = false;
  delete form.dataset.sent;
}

async function sign(form) {
  const options = JSON.parse(form.dataset.passkeySign);
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(options.challenge),
      rpId: options.rpId,
      userVerification: "required",
      allowCredentials: Object.keys(options.keys).map((id) => ({ type: "public-key", id: bytes(id) })),
      timeout: 120000,
    },
  });
  form.elements.key.value = options.keys[text(answer.rawId)];
  form.elements.authenticator_data.value = text(answer.response.authenticatorData);
  form.elements.client_data.value = text(answer.response.clientDataJSON);
  form.elements.value.value = text(answer.response.signature);
}

async function make(form) {
  const options = JSON.parse(form.dataset.passkeyMake);
  const answer = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials || []).map((one) => ({ ...one, id: bytes(one.id) })),
    },
  });
  form.elements.answer.value = JSON.stringify({
    id: answer.id,
    rawId: text(answer.rawId),
    type: answer.type,
    response: {
      clientDataJSON: text(answer.response.clientDataJSON),
      attestationObject: text(answer.response.attestationObject),
    },
  });
}

for (const form of document.querySelectorAll("form[data-passkey-sign], form[data-passkey-make]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!window.PublicKeyCredential) return fail(form, form.dataset.none);
    try {
      await (form.dataset.passkeySign ? sign(form) : make(form));
    } catch (problem) {
      return fail(form, problem.name === "InvalidStateError" ? form.dataset.known : form.dataset.refused);
    }
    form.submit();
  });
}

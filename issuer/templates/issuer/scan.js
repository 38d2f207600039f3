// The scanner of the start page. Without it the page says and does all the same; with it a photo is
// shrunk and read here, and the camera can be used. Only a link of our own host is opened; whatever
// else a code says goes into the body of a POST, and the answer is a page of this site.
(() => {
  "use strict";
  const box = document.getElementById("scan");
  const text = document.getElementById("qr");
  const live = document.getElementById("live");
  const finder = document.getElementById("finder");
  const video = finder.querySelector("video");
  const told = document.getElementById("scan-says");
  const SIDE = 1600; // pixels of the longer side: enough for a code, little to send
  const PAUSE = 150; // milliseconds between two frames
  const LINK = /^https:\/\/([^/?#\\@]+)\/v\/([^/?#\\]+)(?:\?[^#]*)?(#.*)?$/i;
  let watching = null;
  let reading = null;

  /** Say one of the sentences that stand in the page; `n` fills the number in. */
  const say = (name, n) => {
    told.textContent = name ? box.dataset[name].replace("{n}", n) : "";
  };

  // --- from pixels to texts ---------------------------------------------------------------------

  /** The reader that the browser brings; null where there is none for QR codes. */
  async function native() {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  }

  /** The reader that we bring, fetched when it is first needed. */
  function own() {
    return new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = box.dataset.reader;
      script.onerror = fail;
      script.onload = () => {
        const overrides = { locateFile: () => box.dataset.core };
        ZXingWASM.prepareZXingModule({ overrides, fireImmediately: true }).then(done, fail);
      };
      document.head.append(script);
    });
  }

  /** Start a reader once; another try after a failure. */
  function reader() {
    reading ??= (async () => {
      const browser = await native().catch(() => null);
      if (browser) {
        return async (canvas) => (await browser.detect(canvas)).map((each) => each.rawValue);
      }
      await own();
      const options = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 };
      return async (canvas) => {
        const { width, height } = canvas;
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height);
        const found = await ZXingWASM.readBarcodes(pixels, options);
        return found.filter((each) => each.isValid).map((each) => each.text);
      };
    })();
    reading.catch(() => (reading = null));
    return reading;
  }

  function drawn(source, width, height) {
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff"; // where a picture is transparent
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // --- what a text leads to ---------------------------------------------------------------------

  /** The link that a text is, if it is one of our own host. */
  function link(text) {
    const found = LINK.exec(text.trim());
    return found && found[1].toLowerCase() === box.dataset.host ? found : null;
  }

  function open(said) {
    const ours = link(said);
    if (ours && !ours[3]) {
      location.assign(box.dataset.page.replace("CODE", encodeURIComponent(ours[2])));
      return;
    }
    text.value = said;
    text.form.submit();
  }

  /** Codes of one certificate are one; of several nobody can say which is meant. */
  function choose(texts) {
    const about = new Set(texts.map((each) => link(each)?.[2].toUpperCase() ?? each));
    if (about.size > 1) return say("several", about.size);
    say("found");
    open(texts.find((each) => link(each) && !link(each)[3]) ?? texts[0]);
  }

  // --- a photo ----------------------------------------------------------------------------------

  async function shrunk(file) {
    const picture = await createImageBitmap(file);
    const canvas = drawn(picture, picture.width, picture.height);
    picture.close();
    return canvas;
  }

  /** Put the small picture in the place of the large one, under no name of its own. */
  async function replace(input, canvas) {
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    const list = new DataTransfer();
    list.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
    input.files = list.files;
  }

  /** Read a photo here; where that finds nothing, the server looks harder and says what to do. */
  async function photo(input) {
    if (!input.files.length) return;
    say("looking");
    try {
      const canvas = await shrunk(input.files[0]);
      const texts = await reader().then((read) => read(canvas)).catch(() => []);
      if (texts.length) {
        input.value = "";
        return choose(texts);
      }
      await replace(input, canvas);
    } catch {
      // Not a picture that this browser opens: the file goes as it is.
    }
    input.form.submit();
  }

  /** A photo among the files is sent small; a PDF or our own picture as it is, with all it holds. */
  async function send(event) {
    const input = event.target.elements.file;
    const file = input.files[0];
    if (!file || file.type !== "image/jpeg") return;
    event.preventDefault();
    await shrunk(file).then((canvas) => replace(input, canvas)).catch(() => undefined);
    event.target.submit();
  }

  // --- the camera -------------------------------------------------------------------------------

  const FAULTS = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy" };

  async function watch() {
    const mine = (watching = {});
    let stream = null;
    say("starting");
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (watching !== mine) return;
      finder.hidden = false;
      live.hidden = true;
      video.srcObject = stream;
      await video.play();
      finder.querySelector("button").focus();
      const read = await reader();
      say("aim");
      while (watching === mine) {
        if (video.videoWidth) {
          const texts = await read(drawn(video, video.videoWidth, video.videoHeight));
          if (texts.length && watching === mine) return choose(texts);
        }
        await new Promise((next) => setTimeout(next, PAUSE));
      }
    } catch (error) {
      say(stream ? "unread" : (FAULTS[error.name] ?? "none"));
    } finally {
      stream?.getTracks().forEach((track) => track.stop());
      if (watching === mine) stop();
    }
  }

  function stop() {
    watching = null;
    video.srcObject = null;
    finder.hidden = true;
    live.hidden = false;
  }

  // --- wiring -----------------------------------------------------------------------------------

  if (navigator.mediaDevices?.getUserMedia) {
    live.hidden = false;
    live.onclick = watch;
    finder.querySelector("button").onclick = () => (stop(), say(""), live.focus());
    addEventListener("pagehide", stop);
  }
  box.classList.add("js"); // the two ways to a picture become buttons that need no third
  for (const input of box.querySelectorAll("input[type=file]")) {
    input.labels[0].classList.add("btn");
    input.onchange = () => photo(input);
  }
  document.querySelector("#file form").addEventListener("submit", send);
})();

(function(){
var f=document.querySelector("form[data-begin]"),d=document,said=d.getElementById("said");
if(!f)return;
var w=f.dataset,b=f.querySelector("button"),c=navigator.credentials;
function tell(t,more){said.querySelector("h2").textContent=t;said.querySelector("p").textContent=more||"";said.hidden=false;b.disabled=false;said.focus()}
function show(id){var e=d.getElementById(id);if(e)e.hidden=false}
if(location.origin!==w.origin){show("elsewhere");return}
if(!window.PublicKeyCredential||!c||!window.fetch){show("unable");return}
b.hidden=false;
var m=d.querySelector("#code"),h=location.hash;
if(m&&!m.value&&/^#[0-9A-Za-z]{20}$/.test(h))m.value=h.slice(1).match(/.{4}/g).join("-").toUpperCase();
function bytes(t){return Uint8Array.from(atob(t.replace(/-/g,"+").replace(/_/g,"/")),function(x){return x.charCodeAt(0)})}
function text(a){return a?btoa(String.fromCharCode.apply(0,new Uint8Array(a))).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,""):undefined}
function ask(o){
o.challenge=bytes(o.challenge);
if(o.user)o.user.id=bytes(o.user.id);
(o.excludeCredentials||[]).forEach(function(e){e.id=bytes(e.id)});
return o.user?c.create({publicKey:o}):c.get({publicKey:o})}
function plain(k){var r=k.response;return JSON.stringify({id:k.id,rawId:text(k.rawId),type:k.type,response:{clientDataJSON:text(r.clientDataJSON),attestationObject:text(r.attestationObject),authenticatorData:text(r.authenticatorData),signature:text(r.signature),userHandle:text(r.userHandle)}})}
f.addEventListener("submit",function(e){
e.preventDefault();said.hidden=true;b.disabled=true;
var q=new URLSearchParams;if(m)q.append("code",m.value);
fetch(w.begin,{method:"POST",body:q,headers:{Accept:"application/json"},credentials:"same-origin"})
.then(function(r){return r.json().then(function(j){if(r.ok)return j;throw j})})
.then(ask).then(function(k){if(m)m.disabled=true;f.elements.answer.value=plain(k);f.submit()})
.catch(function(x){
if(x&&x.title){var p=/^(.+?(?:。|\.(?=\s)))\s*(.+)$/.exec(x.title);tell(p?p[1]:x.title,p?p[2]:x.detail)}
else if(x&&x.name==="InvalidStateError")tell(w.already,w.alreadyMend);
else if(x&&x.name==="NotAllowedError")tell(w.not,w.notMend);
else tell(w.lost,w.lostMend)})})
})()

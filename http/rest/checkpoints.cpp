#include "actors/gateway.hpp"
#include "http/rest/access.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "storage/proof/proof_lines.hpp"

namespace gatehouse {

namespace {

void answer_text(const exchange_ptr& x, outcome<std::string> text) {
  if (!text)
    return refuse(x, text.error());
  x->reply({200, "text/plain; charset=utf-8", *std::move(text), {}, {}});
}

void show(const exchange_ptr& x) {
  answer_text(x, x->gate().attestations().newest_checkpoint());
}

void show_key(const exchange_ptr& x) {
  const auto now = x->gate().current().find_instance();
  if (!now || now->state.checkpoint_key.empty())
    return refuse(x, {errc::not_found, "The log has not named a key yet."});
  answer_text(x, now->state.checkpoint_key + "\n");
}

void change_key(const exchange_ptr& x) {
  const bool without_old = x->request().parameter("without_old_key") == "true";
  x->gate().attestations().change_key(
      x->who().principal, without_old,
      [x](outcome<std::string> key) { answer_text(x, key ? *key + "\n" : std::move(key)); });
}

void cosign(const exchange_ptr& x) {
  x->gate().attestations().cosign(x->request().body,
                                  [x](const outcome<nothing>& done) { answer_done(x, done); });
}

void prove_consistency(const exchange_ptr& x) {
  const auto size = parse_number(x->request().parameter("from").value_or(""));
  if (!size)
    return refuse(x, {errc::invalid_argument, "from is the number of records of a checkpoint."});
  x->gate().attestations().prove_consistency(
      *size, [x](outcome<std::string> proof) { answer_text(x, std::move(proof)); });
}

void prove(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  const auto which = x->request().parameter("record").value_or("decision");
  if (which != "decision" && which != "end")
    return refuse(x, {errc::invalid_argument, "record is decision or end."});
  x->gate().attestations().prove(
      at->id, {x->segment("call")}, which == "end" ? call_record::end : call_record::decision,
      [x](outcome<std::string> proof) { answer_text(x, std::move(proof)); });
}

} // namespace

std::vector<route> checkpoint_routes() {
  return {
      {"GET", "/api/v1/checkpoint", scope::signed_in, show,
       "Shows the newest checkpoint of the log, a signed note."},
      {"POST", "/api/v1/checkpoint/cosignatures", scope::signed_in, cosign,
       "Takes a checkpoint with the cosignatures of witnesses that the gateway was told of."},
      {"GET", "/api/v1/checkpoint/consistency", scope::signed_in, prove_consistency,
       "Proves that the newest checkpoint goes on from the log as it was with `from` records."},
      {"GET", "/api/v1/checkpoint/key", scope::signed_in, show_key,
       "Shows the verifier key of the log's checkpoints."},
      {"POST", "/api/v1/checkpoint/key", scope::operator_only, change_key,
       "Replaces the key of the log's checkpoints and shows the new verifier key; with "
       "without_old_key=true also where the old one is lost."},
      {"GET", "/api/v1/orgs/{org}/audit/{call}/proof", scope::org_admin, prove,
       "Proves that a record of a call is in the log: record is decision or end."},
  };
}

} // namespace gatehouse

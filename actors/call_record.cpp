#include "actors/call_record.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"

namespace gatehouse {

namespace {

std::optional<failure> failure_of(const upstream_reply& reply) {
  switch (reply.how) {
  case upstream_reply::kind::result:
  case upstream_reply::kind::rpc_error:
    return std::nullopt;
  case upstream_reply::kind::not_sent:
    return failure{errc::upstream_unavailable, reply.detail};
  case upstream_reply::kind::transport:
    return failure{errc::upstream_lost,
                   "The connection broke during the call, whose outcome is unknown: " +
                       reply.detail};
  case upstream_reply::kind::timeout:
    return failure{errc::upstream_timeout, reply.detail};
  case upstream_reply::kind::cancelled:
    return failure{errc::cancelled, "The call was cancelled."};
  case upstream_reply::kind::too_large:
    return failure{errc::upstream_too_large, reply.detail};
  case upstream_reply::kind::garbage:
    return failure{errc::upstream_protocol, reply.detail};
  }
  return failure{errc::internal, ""};
}

} // namespace

outcome<digest256> digest_of(vault& keys, const data_key_id& key, std::string_view object) {
  auto document = json_document::parse(object, {object.size(), limits::json_depth_max});
  if (!document)
    return document.error();
  if (document->root().kind() != json_kind::object)
    return failure{errc::invalid_argument, "params.arguments must be an object."};
  return keys.argument_digest(key, canonical_json(document->root()));
}

outcome<call_subject> subject_of(vault& keys, const data_key_id& key, const call_id& id,
                                 const client_request& call,
                                 const std::optional<exposed_item>& target) {
  auto digest = digest_of(keys, key, call.arguments);
  if (!digest)
    return digest.error();
  call_subject subject;
  subject.call = id;
  subject.tool = call.name.substr(0, limits::name_bytes_max);
  subject.tool.resize(well_formed_utf8_length(subject.tool)); // a cut may have split a character
  subject.arguments_digest = *digest;
  if (target) {
    subject.address = target->address;
    subject.connection = target->from;
  }
  if (call.arguments.size() <= captured_bytes_max) {
    auto box = keys.seal(key, call.arguments, id.value);
    if (!box)
      return box.error();
    subject.arguments = *std::move(box);
  }
  return subject;
}

session::command ending_of(vault& keys, const data_key_id& key, const call_id& id,
                           const upstream_reply& reply, std::uint64_t duration_us, unix_us now) {
  if (reply.how == upstream_reply::kind::rpc_error)
    return session::command{fail_call{id, "rpc_error", duration_us, now}};
  if (auto why = failure_of(reply))
    return session::command{fail_call{id, std::string{to_string(why->code)}, duration_us, now}};
  auto digest = keys.argument_digest(key, reply.body);
  if (!digest)
    return session::command{
        fail_call{id, std::string{to_string(digest.error().code)}, duration_us, now}};
  return session::command{
      complete_call{id, reply.is_error, *digest, reply.body.size(), duration_us, now}};
}

outcome<call_answer> answer_of(upstream_reply reply) {
  if (auto why = failure_of(reply))
    return *why;
  auto how = reply.how == upstream_reply::kind::result ? call_answer::kind::result
                                                       : call_answer::kind::rpc_error;
  return call_answer{how, std::move(reply.body)};
}

} // namespace gatehouse

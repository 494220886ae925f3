#include "storage/outbox.hpp"

#include "storage/crypto/vault.hpp"
#include "storage/keys.hpp"
#include "storage/view_table.hpp"

#include <algorithm>
#include <optional>

namespace gatehouse {

namespace {

// Keys and values of the family `outbox`; ids and names hold no zero byte:
//   m session 00 stream 00 be64 number  -> key id 00 box
//   x be64 expiry, then an `m` key      -> be64 bytes of the `m` value
constexpr char message_mark = 'm';
constexpr char expiry_mark = 'x';
constexpr std::size_t number_bytes = 8;
constexpr std::size_t expiry_key_bytes = 1 + number_bytes;

std::string session_prefix(const session_id& session) {
  std::string key{message_mark};
  return key.append(session.value).append(1, '\0');
}

std::string stream_prefix(const outbox_stream& of) {
  return session_prefix(of.session).append(of.name).append(1, '\0');
}

std::string message_key(const outbox_stream& of, std::uint64_t number) {
  return stream_prefix(of) + be64(number);
}

std::string_view session_part(std::string_view key) {
  return key.substr(0, key.find('\0') + 1);
}

std::uint64_t number_of(std::string_view message_key) {
  return from_be64(message_key.substr(message_key.size() - number_bytes)).value_or(0);
}

} // namespace

outcome<nothing> outbox::keep(const outbox_stream& of, const kept_message& one, unix_us expires) {
  const auto key = message_key(of, one.number);
  auto box = keys_.seal(of.key, one.content, key);
  if (!box)
    return box.error();
  auto value = std::move(box->key.value);
  value.append(1, '\0').append(box->box);
  auto& stream = streams_[stream_prefix(of)];
  if (auto room = make_room(of, stream, value.size()); !room)
    return room;
  const auto bytes = value.size();
  std::string expiry{expiry_mark};
  append_be64(expiry, static_cast<std::uint64_t>(expires.value));
  auto written = table_.write({{},
                               {{view_family::outbox, key, std::move(value)},
                                {view_family::outbox, expiry + key, be64(bytes)}}});
  if (!written)
    return written;
  stream.oldest = stream.messages == 0 ? one.number : stream.oldest;
  ++stream.messages;
  stream.bytes += bytes;
  sessions_[session_prefix(of.session)] += bytes;
  return nothing{};
}

/// Lets the oldest messages of the stream go until `bytes` more fit.
outcome<nothing> outbox::make_room(const outbox_stream& of, use& stream, std::size_t bytes) {
  std::vector<std::string> gone;
  auto left = stream;
  auto read = table_.scan(view_family::outbox, message_key(of, stream.oldest), false,
                          [&](std::string_view key, std::string_view value) {
                            const bool fits =
                                left.bytes + bytes <= limits::outbox_stream_bytes_max &&
                                left.messages < limits::outbox_stream_messages_max;
                            if (fits || left.messages == 0 || !key.starts_with(stream_prefix(of)))
                              return false;
                            gone.emplace_back(key);
                            left.bytes -= std::min(left.bytes, value.size());
                            --left.messages;
                            return true;
                          });
  if (!read)
    return read;
  if (!gone.empty()) {
    const auto freed = stream.bytes - left.bytes;
    if (auto erased = erase(gone); !erased)
      return erased;
    stream = left;
    stream.oldest = number_of(gone.back()) + 1;
    sessions_[session_prefix(of.session)] -= freed;
  }
  if (sessions_[session_prefix(of.session)] + bytes > limits::outbox_session_bytes_max)
    return failure{errc::limit_reached, "Too much is kept for this session already."};
  return nothing{};
}

outcome<std::vector<kept_message>> outbox::read(const outbox_stream& of,
                                                std::uint64_t after) const {
  std::vector<kept_message> found;
  outcome<nothing> opened = nothing{};
  const auto prefix = stream_prefix(of);
  auto read = table_.scan(
      view_family::outbox, message_key(of, after + 1), false,
      [&](std::string_view key, std::string_view value) {
        const auto cut = value.find('\0');
        if (!key.starts_with(prefix) || cut == std::string_view::npos)
          return false;
        const sealed box{{std::string{value.substr(0, cut)}}, std::string{value.substr(cut + 1)}};
        auto content = keys_.unseal(box, key);
        if (!content) {
          opened = content.error();
          return false;
        }
        found.push_back({number_of(key), *std::move(content)});
        return true;
      });
  if (!read || !opened)
    return read ? opened.error() : read.error();
  return found;
}

outcome<nothing> outbox::drop(const session_id& session) {
  std::vector<std::string> gone;
  const auto prefix = session_prefix(session);
  auto read =
      table_.scan(view_family::outbox, prefix, false, [&](std::string_view key, std::string_view) {
        if (!key.starts_with(prefix))
          return false;
        gone.emplace_back(key);
        return true;
      });
  if (!read)
    return read;
  sessions_.erase(prefix);
  std::erase_if(streams_, [&](const auto& one) { return one.first.starts_with(prefix); });
  return erase(gone);
}

outcome<nothing> outbox::sweep(unix_us now) {
  std::vector<std::string> gone;
  auto read = table_.scan(view_family::outbox, std::string(1, expiry_mark), false,
                          [&](std::string_view key, std::string_view value) {
                            const auto expires = from_be64(key.substr(1, number_bytes));
                            if (!expires || static_cast<std::int64_t>(*expires) > now.value)
                              return false;
                            const auto message = key.substr(expiry_key_bytes);
                            forget(message, from_be64(value).value_or(0));
                            gone.emplace_back(key);
                            gone.emplace_back(message);
                            return true;
                          });
  return read ? erase(gone) : read;
}

/// Takes a message that has expired off the books, if it is on them.
void outbox::forget(std::string_view key, std::size_t bytes) {
  const auto stream = streams_.find(std::string{key.substr(0, key.size() - number_bytes)});
  if (stream == streams_.end() || number_of(key) < stream->second.oldest)
    return;
  auto& [held, messages, oldest] = stream->second;
  held -= std::min(held, bytes);
  oldest = number_of(key) + 1;
  const auto session = sessions_.find(std::string{session_part(key)});
  if (session != sessions_.end() && (session->second -= std::min(session->second, bytes)) == 0)
    sessions_.erase(session);
  if (--messages == 0)
    streams_.erase(stream);
}

outcome<nothing> outbox::erase(const std::vector<std::string>& keys) {
  view_changes all;
  for (const auto& key : keys)
    all.changes.push_back({view_family::outbox, key, std::nullopt});
  return all.changes.empty() ? outcome<nothing>{nothing{}} : table_.write(all);
}

} // namespace gatehouse

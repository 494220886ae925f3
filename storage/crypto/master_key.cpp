#include "storage/crypto/master_key.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/item_names.hpp"
#include "storage/crypto/random.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace gatehouse {
namespace {

constexpr std::string_view master_name = "master.key";
/// A box of nothing under the master key, by which a wrong one is told before it does anything.
constexpr std::string_view check_name = "master.check";
/// What is written beside the old carries this behind its name.
constexpr std::string_view next_mark = ".next";
/// Its presence makes what is beside count. It holds one line of the list below.
constexpr std::string_view commit_name = "rotation.commit";
/// The rotations that the record does not have: a line for each, `file` or `command`, its id and
/// its time.
constexpr std::string_view unrecorded_name = "rotations.unrecorded";
constexpr std::string_view command_word = "command";

bool is_next(std::string_view name) {
  return name.ends_with(next_mark);
}

bool is_wrapped(std::string_view name) {
  return !is_next(name) && std::any_of(wrapped_prefixes.begin(), wrapped_prefixes.end(),
                                       [&](auto prefix) { return name.starts_with(prefix); });
}

std::string next_of(std::string_view name) {
  return std::string{name}.append(next_mark);
}

/// Reads what a source says.
outcome<secret_key> key_said(const master_key_source& source) {
  auto text = source();
  if (!text)
    return text.error();
  auto& bytes = *text;
  if (bytes.size() == 2 * secret_key::size + 1 && bytes.back() == '\n')
    bytes.pop_back();
  auto digits = bytes.size() == 2 * secret_key::size ? digest_of_hex(bytes) : std::nullopt;
  if (digits) {
    wipe(bytes);
    bytes.assign(digits->bytes.begin(), digits->bytes.end());
    digits->bytes.fill(0);
  }
  if (bytes.size() != secret_key::size)
    return failure{errc::key_missing, "the master key's command said neither 32 bytes nor 64 "
                                      "hexadecimal digits"};
  secret_key key{bytes};
  wipe(bytes);
  return key;
}

/// Reads master.key; nothing if it is missing.
outcome<std::optional<secret_key>> key_in_folder(const item_store& items,
                                                 const std::string& folder) {
  auto found = items.get(master_name);
  if (!found)
    return found.error();
  if (!*found)
    return std::optional<secret_key>{};
  auto& bytes = **found;
  if (bytes.size() != secret_key::size)
    return failure{errc::key_missing, folder + "/master.key has " + std::to_string(bytes.size()) +
                                          " bytes instead of 32: bring back the right one"};
  std::optional<secret_key> key{secret_key{bytes}};
  wipe(bytes);
  return key;
}

outcome<nothing> write_check(item_store& items, const secret_key& key, std::string_view name) {
  return items.put(name, key.seal("", check_name));
}

/// Returns a wrapped item and its name, from a folder of before there was a check.
outcome<std::optional<std::string>> any_wrapped(const item_store& items) {
  const auto names = items.names();
  if (!names)
    return names.error();
  const auto found = std::find_if(names->begin(), names->end(), is_wrapped);
  return found == names->end() ? std::nullopt : std::optional{*found};
}

/// Errors: `key_missing` unless `key` is the one that wraps what is in `items`.
outcome<nothing> check(item_store& items, const std::string& folder, const secret_key& key,
                       bool said) {
  const failure wrong{errc::key_missing,
                      said ? "the master key that its command says is not the one of " + folder +
                                 ": give the command that says the right one"
                           : folder + "/master.key does not open what is in the folder: bring "
                                      "back the master.key it was made with"};
  auto known = items.get(check_name);
  if (!known)
    return known.error();
  if (*known)
    return key.open(**known, check_name) ? outcome<nothing>{nothing{}} : wrong;
  auto name = any_wrapped(items);
  if (!name)
    return name.error();
  if (*name) {
    auto item = items.get(**name);
    if (!item)
      return item.error();
    if (!*item || !key.open(**item, **name))
      return wrong;
  }
  return write_check(items, key, check_name);
}

outcome<secret_key> create_master(item_store& items) {
  const auto name = any_wrapped(items);
  if (!name)
    return name.error();
  if (*name)
    return failure{errc::key_missing, "master.key is missing but keys wrapped by it are there: "
                                      "bring it back, a new one would not open them"};
  auto key = secret_key::random();
  auto stored = items.erase(check_name); // of a key that wraps nothing
  if (stored)
    stored = items.put(master_name, key.bytes());
  return stored ? outcome<secret_key>{std::move(key)} : stored.error();
}

outcome<nothing> remove_all(item_store& items, bool (*which)(std::string_view)) {
  const auto names = items.names();
  if (!names)
    return names.error();
  for (const auto& name : *names)
    if (which(name))
      if (auto gone = items.erase(name); !gone)
        return gone;
  return nothing{};
}

/// Writes every wrapped item beside itself, under `fresh`.
outcome<nothing> write_beside(item_store& items, const secret_key& old, const secret_key& fresh) {
  const auto names = items.names();
  if (!names)
    return names.error();
  for (const auto& name : *names) {
    if (!is_wrapped(name))
      continue;
    auto box = items.get(name);
    auto content = !box    ? box.error()
                   : !*box ? outcome<std::string>{failure{errc::key_missing, name + " is gone"}}
                           : old.open(**box, name);
    if (!content)
      return failure{content.error().code,
                     name + " cannot be wrapped anew: " + content.error().detail};
    auto written = items.put(next_of(name), fresh.seal(*content, name));
    wipe(*content);
    if (!written)
      return written;
  }
  return write_check(items, fresh, next_of(check_name));
}

std::string line_of(const master_key_rotation& one) {
  return std::string{one.by_command ? command_word : "file"} + ' ' + one.id + ' ' +
         std::to_string(one.at.value) + '\n';
}

/// Returns nothing for a line without an id, as older versions wrote it.
std::optional<master_key_rotation> parse_rotation(std::string_view line) {
  const auto id = line.find(' ') + 1; // 0 if there is none
  const auto time = line.find(' ', id) + 1;
  if (id == 0 || time == 0)
    return {};
  master_key_rotation one{
      std::string{line.substr(id, time - 1 - id)}, line.starts_with(command_word), {}};
  const auto read = std::from_chars(line.data() + time, line.data() + line.size(), one.at.value);
  return read.ec == std::errc{} ? std::optional{one} : std::nullopt;
}

/// Done twice, as after a crash, it is on the list once.
outcome<nothing> list_rotation(item_store& items, const std::string& line) {
  const auto listed = items.get(unrecorded_name);
  if (!listed)
    return listed.error();
  const auto lines = listed->value_or("");
  return !parse_rotation(line) || lines.ends_with(line) ? outcome<nothing>{nothing{}}
                                                        : items.put(unrecorded_name, lines + line);
}

outcome<nothing> check_list(const item_store& items) {
  const auto listed = unrecorded_rotations(items);
  if (!listed)
    return listed.error();
  if (listed->size() >= limits::batch_events_max)
    return failure{errc::limit_reached, "The record does not have the last " +
                                            std::to_string(listed->size()) +
                                            " rotations: start the gateway once."};
  return nothing{};
}

} // namespace

outcome<secret_key> open_master_key(item_store& items, const std::string& folder, bool create,
                                    const master_key_source& source) {
  auto found =
      source ? outcome<std::optional<secret_key>>{std::nullopt} : key_in_folder(items, folder);
  if (!found)
    return found.error();
  if (!source && !*found && !create)
    return failure{errc::key_missing, "there is no master.key in " + folder};
  auto key = source   ? key_said(source)
             : *found ? outcome<secret_key>{**std::move(found)}
                      : create_master(items);
  if (!key)
    return key;
  if (auto right = check(items, folder, *key, static_cast<bool>(source)); !right)
    return right.error();
  return key;
}

outcome<nothing> rotate_master_key(item_store& items, const std::string& folder,
                                   const master_key_source& source, const master_key_source& next,
                                   unix_us now) {
  if (auto settled = settle_rotation(items); !settled)
    return settled;
  if (auto room = check_list(items); !room)
    return room;
  auto old = open_master_key(items, folder, false, source);
  if (!old)
    return old.error();
  auto fresh = next ? key_said(next) : outcome<secret_key>{secret_key::random()};
  if (!fresh)
    return fresh.error();
  auto done = write_beside(items, *old, *fresh);
  if (done && !next)
    done = items.put(next_of(master_name), fresh->bytes());
  if (done)
    done = items.put(commit_name, line_of({random_id("rot_"), static_cast<bool>(next), now}));
  auto settled = settle_rotation(items);
  return done ? settled : done;
}

outcome<bool> has_unfinished_rotation(const item_store& items) {
  const auto names = items.names();
  if (!names)
    return names.error();
  return std::any_of(names->begin(), names->end(),
                     [](const auto& name) { return is_next(name) || name == commit_name; });
}

outcome<nothing> settle_rotation(item_store& items) {
  const auto names = items.names();
  const auto committed = items.get(commit_name);
  if (!names || !committed)
    return names ? committed.error() : names.error();
  if (!*committed)
    return remove_all(items, is_next);
  for (const auto& next : *names) {
    if (!is_next(next))
      continue;
    const auto name = next.substr(0, next.size() - next_mark.size());
    auto content = items.get(next);
    if (!content)
      return content.error();
    auto replaced = items.erase(name); // overwritten: what the old master key opens goes with it
    if (replaced)
      replaced = items.put(name, **content);
    wipe(**content);
    if (replaced)
      replaced = items.erase(next);
    if (!replaced)
      return replaced;
  }
  if ((*committed)->starts_with(command_word))
    if (auto gone = items.erase(master_name); !gone)
      return gone;
  if (auto listed = list_rotation(items, **committed); !listed)
    return listed;
  return items.erase(commit_name);
}

outcome<std::vector<master_key_rotation>> unrecorded_rotations(const item_store& items) {
  const auto listed = items.get(unrecorded_name);
  if (!listed)
    return listed.error();
  std::vector<master_key_rotation> all;
  std::string_view rest = *listed ? std::string_view{**listed} : std::string_view{};
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (auto one = parse_rotation(line))
      all.push_back(*std::move(one));
  }
  return all;
}

outcome<nothing> forget_rotations(item_store& items) {
  return items.erase(unrecorded_name);
}

} // namespace gatehouse

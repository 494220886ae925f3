#include "storage/crypto/vault.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/ed25519.hpp"
#include "storage/crypto/item_names.hpp"
#include "storage/crypto/item_store.hpp"
#include "storage/crypto/key_cache.hpp"
#include "storage/crypto/random.hpp"

#include <algorithm>
#include <mutex>

namespace gatehouse {
namespace {

constexpr std::string_view token_name = "operator.token";
/// An item named so and by a data key says that the key was destroyed. It holds nothing.
constexpr std::string_view destroyed_prefix = "destroyed_";

/// Ids come out of records and requests and become file names here, so only what random_id() makes
/// is let through.
bool is_item_id(std::string_view id, std::string_view prefix) {
  constexpr std::size_t digits = 26;
  return id.size() == prefix.size() + digits && id.starts_with(prefix) &&
         std::all_of(
             id.begin() + static_cast<std::ptrdiff_t>(prefix.size()), id.end(),
             [](char one) { return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'z'); });
}

/// Returns the name of the item that holds the private half of a key.
std::string signing_item(std::string_view public_key) {
  return std::string{signing_prefix} + to_hex(public_key);
}

std::string destroyed_item(const data_key_id& key) {
  return std::string{destroyed_prefix} + key.value;
}

failure missing(std::string_view what, const std::string& id) {
  return {errc::key_missing, "the vault has no " + std::string{what} + " '" + id + '\''};
}

/// A key that is there is kept, whatever else: its end was noted and not carried out.
outcome<key_fate> fate_in(const item_store& items, const data_key_id& key) {
  auto there = items.get(key.value);
  if (!there)
    return there.error();
  if (*there) {
    wipe(**there);
    return key_fate::kept;
  }
  auto noted = items.get(destroyed_item(key));
  if (!noted)
    return noted.error();
  return *noted ? key_fate::destroyed : key_fate::lost;
}

class key_vault final : public vault {
public:
  key_vault(std::unique_ptr<item_store> items, secret_key master)
      : items_(std::move(items)), master_(std::move(master)) {}

  outcome<data_key_id> create_data_key() override {
    data_key_id id{random_id(data_key_prefix)};
    const auto key = secret_key::random();
    if (auto stored = items_->put(id.value, master_.seal(key.bytes(), id.value)); !stored)
      return stored.error();
    const std::lock_guard guard{mutex_};
    cache_.insert(id, std::make_shared<data_key>(key));
    return id;
  }

  outcome<nothing> destroy_data_key(const data_key_id& key) override {
    if (!is_item_id(key.value, data_key_prefix))
      return missing("data key", key.value);
    // The lock spans the file's end, so that no thread reads the file and caches the key after it.
    const std::lock_guard guard{mutex_};
    cache_.erase(key);
    auto noted = items_->put(destroyed_item(key), "");
    return noted ? items_->erase(key.value) : noted;
  }

  outcome<key_fate> fate_of(const data_key_id& key) const override {
    if (!is_item_id(key.value, data_key_prefix))
      return key_fate::lost;
    return fate_in(*items_, key);
  }

  outcome<sealed> seal(const data_key_id& key, std::string_view content,
                       std::string_view context) override {
    const auto found = unwrapped(key);
    if (!found)
      return found.error();
    return sealed{key, (*found)->sealing.seal(content, context)};
  }

  outcome<std::string> unseal(const sealed& box, std::string_view context) override {
    const auto found = unwrapped(box.key);
    if (!found)
      return found.error();
    return (*found)->sealing.open(box.box, context);
  }

  outcome<digest256> argument_digest(const data_key_id& key,
                                     std::string_view canonical_arguments) override {
    const auto found = unwrapped(key);
    if (!found)
      return found.error();
    return (*found)->digesting.authenticate(canonical_arguments);
  }

  outcome<std::string> create_signing_key() override {
    const auto key = secret_key::random();
    auto public_key = ed25519_public_key(key);
    const auto item = signing_item(public_key);
    if (auto stored = items_->put(item, master_.seal(key.bytes(), item)); !stored)
      return stored.error();
    return public_key;
  }

  outcome<std::string> sign(std::string_view public_key, std::string_view text) const override {
    const auto item = signing_item(public_key);
    if (auto present = items_->get(item); present && !*present)
      return failure{errc::not_found, "the vault has no signing key '" + item + '\''};
    auto bytes = opened("signing key", item);
    if (!bytes)
      return bytes.error();
    if (bytes->size() != secret_key::size)
      return failure{errc::key_missing, "the signing key '" + item + "' has a wrong length"};
    const secret_key key{*bytes};
    wipe(*bytes);
    return ed25519_sign(key, text);
  }

  outcome<nothing> destroy_signing_key(std::string_view public_key) override {
    return items_->erase(signing_item(public_key));
  }

  outcome<secret_ref> put_secret(std::string_view value) override {
    if (value.size() > limits::secret_bytes_max)
      return failure{errc::too_large, "a secret value is at most " +
                                          std::to_string(limits::secret_bytes_max) + " bytes"};
    secret_ref ref{random_id(secret_prefix)};
    if (auto stored = items_->put(ref.value, master_.seal(value, ref.value)); !stored)
      return stored.error();
    return ref;
  }

  outcome<std::string> secret(const secret_ref& ref) const override {
    if (!is_item_id(ref.value, secret_prefix))
      return missing("secret", ref.value);
    return opened("secret", ref.value);
  }

  outcome<nothing> erase_secret(const secret_ref& ref) override {
    if (!is_item_id(ref.value, secret_prefix))
      return missing("secret", ref.value);
    return items_->erase(ref.value);
  }

  outcome<std::vector<master_key_rotation>> unrecorded_rotations() const override {
    return gatehouse::unrecorded_rotations(*items_);
  }

  outcome<nothing> forget_rotations() override { return gatehouse::forget_rotations(*items_); }

  outcome<nothing> write_operator_token(std::string_view token) override {
    return items_->put(token_name, std::string{token} + '\n');
  }

private:
  outcome<std::string> opened(std::string_view what, const std::string& id) const {
    auto item = items_->get(id);
    if (!item)
      return item.error();
    if (!*item)
      return missing(what, id);
    auto content = master_.open(**item, id);
    if (!content)
      return failure{errc::key_missing, "the " + std::string{what} + " '" + id +
                                            "' does not open with master.key: bring back the "
                                            "keys folder it was made in"};
    return content;
  }

  outcome<std::shared_ptr<const data_key>> unwrapped(const data_key_id& id) {
    const std::lock_guard guard{mutex_};
    if (auto known = cache_.find(id))
      return known;
    if (!is_item_id(id.value, data_key_prefix))
      return missing("data key", id.value);
    auto bytes = opened("data key", id.value);
    if (!bytes)
      return bytes.error();
    if (bytes->size() != secret_key::size)
      return failure{errc::key_missing, "the data key '" + id.value + "' has a wrong length"};
    std::shared_ptr<const data_key> key = std::make_shared<data_key>(secret_key{*bytes});
    wipe(*bytes);
    cache_.insert(id, key);
    return key;
  }

  std::unique_ptr<item_store> items_;
  secret_key master_;
  std::mutex mutex_;
  key_cache cache_; ///< guarded by mutex_
};

/// A rotation of the master key has the folder for itself; whoever opens it shares it.
outcome<nothing> take_part(item_store& items) {
  auto unfinished = has_unfinished_rotation(items);
  if (!unfinished)
    return unfinished.error();
  if (*unfinished) {
    auto settled = items.hold(item_hold::alone);
    if (settled)
      settled = settle_rotation(items);
    if (!settled)
      return settled;
  }
  return items.hold(item_hold::shared);
}

} // namespace

outcome<std::unique_ptr<vault>> vault::open(const std::string& folder, bool create,
                                            const master_key_source& source) {
  auto items = open_item_folder(folder, create);
  if (!items)
    return items.error();
  if (auto taken = take_part(**items); !taken)
    return taken.error();
  auto master = open_master_key(**items, folder, create, source);
  if (!master)
    return master.error();
  return std::unique_ptr<vault>{std::make_unique<key_vault>(*std::move(items), *std::move(master))};
}

std::unique_ptr<vault> vault::in_memory() {
  return std::make_unique<key_vault>(make_memory_items(), secret_key::random());
}

outcome<nothing> rotate_vault(const std::string& folder, const master_key_source& source,
                              const master_key_source& next, unix_us now) {
  auto items = open_item_folder(folder, false);
  if (!items)
    return items.error();
  if (auto taken = (*items)->hold(item_hold::alone); !taken)
    return taken;
  return rotate_master_key(**items, folder, source, next, now);
}

outcome<nothing> give_up_data_key(const std::string& folder, const data_key_id& key) {
  if (!is_item_id(key.value, data_key_prefix))
    return failure{errc::invalid_argument, "No data key is named '" + key.value + "'."};
  auto items = open_item_folder(folder, false);
  if (!items)
    return items.error();
  if (auto taken = (*items)->hold(item_hold::alone); !taken)
    return taken;
  const auto fate = fate_in(**items, key);
  if (!fate)
    return fate.error();
  if (*fate == key_fate::kept)
    return failure{errc::conflict, "The key " + key.value +
                                       " is there; to destroy it, erase what "
                                       "is sealed under it."};
  return (*items)->put(destroyed_item(key), "");
}

outcome<std::string> read_operator_token(const std::string& folder) {
  auto items = open_item_folder(folder, false);
  if (!items)
    return items.error();
  auto token = (*items)->get(token_name);
  if (!token)
    return token.error();
  if (!*token)
    return failure{errc::key_missing, "there is no operator.token in " + folder};
  auto text = **std::move(token);
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  return text;
}

} // namespace gatehouse

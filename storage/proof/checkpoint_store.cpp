#include "storage/proof/checkpoint_store.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <filesystem>

namespace gatehouse {

namespace {

constexpr std::size_t digits = 20;
constexpr std::string_view pruned_ending = ".checkpoint";
constexpr std::string_view lasting_ending = ".succession";

std::string name_of(std::uint64_t size, checkpoint_life life) {
  const auto number = std::to_string(size);
  return std::string(digits - number.size(), '0') + number +
         std::string{life == checkpoint_life::pruned ? pruned_ending : lasting_ending};
}

} // namespace

outcome<checkpoint_store> checkpoint_store::open(const std::string& folder, bool create) {
  std::error_code ignored;
  if (!create && !std::filesystem::exists(folder, ignored))
    return checkpoint_store{make_memory_items()}; // a folder that is not there holds none
  auto items = open_item_folder(folder, create, item_secrecy::shown);
  if (!items)
    return items.error();
  return checkpoint_store{*std::move(items)};
}

outcome<std::vector<std::string>> checkpoint_store::names() const {
  auto names = items_->names();
  if (!names)
    return names;
  std::erase_if(*names, [](const std::string& name) {
    return !name.ends_with(pruned_ending) && !name.ends_with(lasting_ending);
  });
  std::sort(names->begin(), names->end());
  return names;
}

outcome<std::string> checkpoint_store::text(const std::string& name) const {
  auto text = items_->get(name);
  if (!text)
    return text.error();
  if (!*text)
    return failure{errc::not_found, "there is no checkpoint " + name};
  return **std::move(text);
}

outcome<std::optional<checkpoint>> checkpoint_store::newest() const {
  auto all = names();
  if (!all)
    return all.error();
  if (all->empty())
    return std::optional<checkpoint>{};
  auto last = read(all->back());
  if (!last)
    return last.error();
  return std::optional{*std::move(last)};
}

outcome<checkpoint> checkpoint_store::read(const std::string& name) const {
  auto note = text(name);
  auto one = note ? checkpoint::parse(*note) : note.error();
  if (!one)
    return failure{one.error().code, name + ": " + one.error().detail};
  return one;
}

outcome<std::optional<checkpoint_store::stored>> checkpoint_store::find(std::uint64_t size) const {
  for (const auto life : {checkpoint_life::pruned, checkpoint_life::for_ever}) {
    auto one = read(name_of(size, life));
    if (one)
      return std::optional{stored{*std::move(one), life}};
    if (one.error().code != errc::not_found)
      return one.error();
  }
  return std::optional<stored>{};
}

outcome<nothing> checkpoint_store::put(const checkpoint& one, checkpoint_life life) {
  if (auto put = items_->put(name_of(one.head.size, life), one.note.to_string()); !put)
    return put;
  auto all = names();
  if (!all)
    return all.error();
  std::erase_if(*all, [](const std::string& name) { return name.ends_with(lasting_ending); });
  for (std::size_t old = 0; old + limits::checkpoints_kept_max < all->size(); ++old)
    if (auto erased = items_->erase((*all)[old]); !erased)
      return erased;
  return nothing{};
}

} // namespace gatehouse

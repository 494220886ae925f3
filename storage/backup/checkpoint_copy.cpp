#include "storage/backup/checkpoint_copy.hpp"

#include "storage/crypto/item_store.hpp"
#include "storage/proof/checkpoint_store.hpp"

namespace gatehouse {

outcome<nothing> copy_checkpoints(const std::string& from, const std::string& to,
                                  journal_position last) {
  auto source = checkpoint_store::open(from, false);
  auto names = source ? source->names() : source.error();
  if (!names)
    return names.error();
  if (names->empty())
    return nothing{};
  auto target = open_item_folder(to, true, item_secrecy::shown);
  if (!target)
    return target.error();
  for (const auto& name : *names) {
    auto text = source->text(name);
    if (!text && text.error().code == errc::not_found)
      continue; // a server that runs has removed it meanwhile, for there are newer ones
    auto one = text ? checkpoint::parse(*text) : text.error();
    if (!one)
      return failure{one.error().code, name + ": " + one.error().detail};
    if (one->head.size > last.value)
      continue;
    auto held = (*target)->get(name);
    auto put = held && *held == *text ? outcome<nothing>{nothing{}} : (*target)->put(name, *text);
    if (!put)
      return put;
  }
  return nothing{};
}

} // namespace gatehouse

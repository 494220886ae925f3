#include "events/core/limits.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "tests/support/note_signer.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

checkpoint of_size(std::uint64_t size) {
  static const note_signer signer{"log", note_key_type::note};
  checkpoint one{{"log", size, {}}, {}};
  one.note.text = one.head.to_string();
  signer.sign(one.note);
  return one;
}

TEST(CheckpointStore, FindsTheNewestBySize) {
  checkpoint_store store{make_memory_items()};
  EXPECT_FALSE(*store.newest());
  for (const std::uint64_t size : {9, 10, 100})
    ASSERT_TRUE(store.put(of_size(size), checkpoint_life::pruned));
  EXPECT_EQ((*store.newest())->head.size, 100u);
  EXPECT_THAT(*store.names(),
              ElementsAre("00000000000000000009.checkpoint", "00000000000000000010.checkpoint",
                          "00000000000000000100.checkpoint"));
  EXPECT_EQ((*store.find(10))->one, of_size(10));
  EXPECT_FALSE(*store.find(11));
}

TEST(CheckpointStore, KeepsNoMoreThanItsBoundButWhatProvesASuccession) {
  checkpoint_store store{make_memory_items()};
  ASSERT_TRUE(store.put(of_size(1), checkpoint_life::for_ever));
  for (std::uint64_t size = 2; size <= limits::checkpoints_kept_max + 2; ++size)
    ASSERT_TRUE(store.put(of_size(size), checkpoint_life::pruned));
  const auto kept = *store.names();
  EXPECT_THAT(kept, SizeIs(limits::checkpoints_kept_max + 1));
  EXPECT_EQ(kept[0], "00000000000000000001.succession");
  EXPECT_EQ(kept[1], "00000000000000000003.checkpoint");
}

TEST(CheckpointStore, NamesAFileThatIsNoCheckpoint) {
  auto items = make_memory_items();
  ASSERT_TRUE(items->put("00000000000000000001.checkpoint", "half a"));
  const checkpoint_store store{std::move(items)};
  const auto newest = store.newest();
  ASSERT_FALSE(newest);
  EXPECT_EQ(newest.error().code, errc::checkpoint_invalid);
  EXPECT_THAT(newest.error().detail, testing::HasSubstr("00000000000000000001.checkpoint"));
}

TEST(CheckpointStore, OfAFolderThatIsNotThereIsEmpty) {
  auto store = checkpoint_store::open("/nowhere/at/all", false);
  ASSERT_TRUE(store);
  EXPECT_THAT(*store->names(), SizeIs(0));
}

} // namespace
} // namespace gatehouse

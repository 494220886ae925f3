#include "storage/log_frontier.hpp"
#include "storage/proof/damage.hpp"
#include "storage/proof/record_proof.hpp"
#include "tests/support/golden_file.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/sample_log.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>

/// What docs/audit.md says to do is done here, as it stands there.

namespace gatehouse {
namespace {

using testing::HasSubstr;

std::string audit_page() {
  return text_of_file("docs/audit.md");
}

/// Returns the one block of the page that is a script.
std::string recipe() {
  constexpr std::string_view opening = "```bash\n";
  const auto page = audit_page();
  const auto start = page.find(opening) + opening.size();
  return page.substr(start, page.find("```\n", start) - start);
}

class AuditPage : public testing::Test {
protected:
  AuditPage() {
    auto opened = journal::open(*log, nullptr, clock.source());
    EXPECT_TRUE(opened);
    append_every_event(**opened, clock, 1);
    write("check.sh", recipe());
    write("gatehouse.vkey", signer.key.to_string() + "\n");
  }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream{folder / name, std::ios::binary} << content;
  }

  record_proof prove(std::uint64_t position, std::uint64_t size) const {
    merkle_frontier tree;
    EXPECT_TRUE(log->read({1}, [&](const stored_record& one) {
      tree.append(one.leaf);
      return tree.size() < size;
    }));
    checkpoint under{{signer.key.name, size, tree.root()}, {}};
    under.note.text = under.head.to_string();
    other.sign(under.note); // as while the key is changed: two lines of one name
    signer.sign(under.note);
    auto proof = prove_record(*log, {position}, under);
    EXPECT_TRUE(proof) << proof.error().detail;
    return proof ? *proof : record_proof{};
  }

  bool recipe_accepts(const std::string& proof) const {
    write("call.tlog-proof", proof);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): these tests have one thread.
    return std::system(("cd " + folder.path().string() +
                        " && TMPDIR=. bash check.sh call.tlog-proof gatehouse.vkey > said 2>&1")
                           .c_str()) == 0;
  }

  temp_folder folder;
  test_clock clock;
  std::unique_ptr<log_store> log = make_memory_log();
  note_signer signer{"gatehouse/log_1", note_key_type::note};
  note_signer other{"gatehouse/log_1", note_key_type::note};
};

TEST_F(AuditPage, HasARecipeThatAcceptsWhatIsTrue) {
  for (const auto& [position, size] :
       {std::pair{1, 1}, std::pair{1, 2}, std::pair{5, 13}, std::pair{13, 13}, std::pair{7, 22}})
    EXPECT_TRUE(recipe_accepts(
        prove(static_cast<std::uint64_t>(position), static_cast<std::uint64_t>(size)).to_string()))
        << position << "/" << size << "\n"
        << text_of_file(folder / "said");
  EXPECT_THAT(text_of_file(folder / "said"), HasSubstr("Signature Verified Successfully"));
}

TEST_F(AuditPage, HasARecipeThatRefusesWhatIsNot) {
  const auto good = prove(6, 14);
  const auto refused = [&](auto change) {
    auto proof = good;
    change(proof);
    EXPECT_FALSE(recipe_accepts(proof.to_string())) << text_of_file(folder / "said");
  };
  refused([](record_proof& one) { one.bytes.back() ^= 1; });
  refused([](record_proof& one) { one.position.value += 1; });
  refused([](record_proof& one) { one.position.value += 100; });
  refused([](record_proof& one) { one.path.pop_back(); });
  refused([](record_proof& one) { one.path.push_back(one.path.back()); });
  refused([](record_proof& one) { one.path.front().bytes[0] ^= 1; });
  refused([](record_proof& one) { one.under.note.text[0] ^= 1; });
  refused([](record_proof& one) { one.under.note.signatures.back().bytes[0] ^= 1; });
  refused([](record_proof& one) { one.under.note.signatures.pop_back(); });
  refused([](record_proof& one) { one.under.note.signatures.clear(); });
}

TEST(AuditPageTable, NamesEveryKindOfDamage) {
  std::string table = "| kind | means |\n|---|---|\n";
  for (int kind = 0; kind < damage_kind_count(); ++kind)
    table += "| `" + std::string{to_string(static_cast<damage_kind>(kind))} + "` | " +
             std::string{sentence_of(static_cast<damage_kind>(kind))} + " |\n";
  EXPECT_THAT(audit_page(), HasSubstr(table));
}

} // namespace
} // namespace gatehouse

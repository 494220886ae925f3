#include "tests/replay/events_page.hpp"
#include "tests/support/golden_file.hpp"

namespace gatehouse {
namespace {

TEST(EventsPage, EqualsTheCode) {
  EXPECT_TRUE(page_holds("docs/events.md", events_page()));
}

TEST(EventsPage, TellsFieldsByNumberNameAndType) {
  EXPECT_NE(events_page().find("| 504 | `session.call_completed` | 2 | 1 `call` id, 2 `tool_error` "
                               "flag, 3 `result_digest` digest, 4 `result_bytes` number,"),
            std::string::npos);
}

} // namespace
} // namespace gatehouse

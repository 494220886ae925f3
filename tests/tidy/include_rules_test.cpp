#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(IncludeDirection, HoldsInTheTree) {
  EXPECT_THAT(check_tree(include_direction), IsEmpty());
}

TEST(IncludeDirection, SeesALayerLookingUp) {
  EXPECT_THAT(include_direction({"events/a.hpp", "\n#include \"storage/b.hpp\"\n"}),
              ElementsAre(finding{"events/a.hpp", 2, "events must not include storage/b.hpp"}));
  EXPECT_THAT(include_direction({"http/a.cpp", "#include \"tests/b.hpp\"\n"}),
              ElementsAre(finding{"http/a.cpp", 1, "http must not include tests/b.hpp"}));
  EXPECT_THAT(include_direction({"http/a.cpp", "#include \"events/b.hpp\"\n"}), IsEmpty());
}

TEST(IncludeDirection, SeesAPathThatIsNotFromTheRoot) {
  EXPECT_THAT(
      include_direction({"tests/a.cpp", "#include \"b.hpp\"\n"}),
      ElementsAre(finding{"tests/a.cpp", 1, "include \"b.hpp\" from the root of the tree"}));
}

TEST(LibraryPlaces, HoldInTheTree) {
  EXPECT_THAT(check_tree(library_places), IsEmpty());
}

TEST(LibraryPlaces, SeeALibraryAwayFromHome) {
  const std::string beast = "#include <boost/beast.hpp>\n";
  EXPECT_THAT(library_places({"http/a.cpp", beast}), IsEmpty());
  EXPECT_THAT(library_places({"http/a.hpp", beast}),
              ElementsAre(finding{"http/a.hpp", 1, "<boost/beast.hpp> does not live here"}));
  const std::string caf = "#include <caf/actor.hpp>\n";
  EXPECT_THAT(library_places({"actors/a.hpp", caf}), IsEmpty());
  EXPECT_THAT(
      library_places({"actors/upstream/a.cpp", caf}),
      ElementsAre(finding{"actors/upstream/a.cpp", 1, "<caf/actor.hpp> does not live here"}));
  EXPECT_THAT(library_places({"storage/a.cpp", "#include <botan/hash.h>\n"}),
              ElementsAre(finding{"storage/a.cpp", 1, "<botan/hash.h> does not live here"}));
}

TEST(PureEvents, HoldInTheTree) {
  EXPECT_THAT(check_tree(pure_events), IsEmpty());
}

TEST(PureEvents, SeeWhatIsNotPure) {
  EXPECT_THAT(pure_events({"events/a.cpp", "#include <thread>\n#include <sys/stat.h>\n"}),
              ElementsAre(finding{"events/a.cpp", 1, "<thread> is not pure"},
                          finding{"events/a.cpp", 2, "<sys/stat.h> is not pure"}));
  EXPECT_THAT(pure_events({"events/a.cpp", "auto t = std::chrono::system_clock::now();\n"}),
              ElementsAre(finding{"events/a.cpp", 1, "system_clock is not pure"}));
  EXPECT_THAT(pure_events({"events/a.cpp", "// never a system_clock\n#include <map>\n"}),
              IsEmpty());
}

} // namespace
} // namespace gatehouse::tidy

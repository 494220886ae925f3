#include "storage/json/fields_json.hpp"
#include "tests/replay/every_event.hpp"
#include "tests/support/golden_file.hpp"
#include "tests/support/sample.hpp"

namespace gatehouse {
namespace {

/// Returns the state of `A` after each of its events in turn, a line each: what they mean.
template <class A> std::string folds_of() {
  std::string lines;
  typename A::state state;
  for_each_event<A>([&]<class Event>(std::type_identity<Event>) {
    A::evolve(state, sample<Event>());
    json_writer out;
    out.begin_object().key("after").value(Event::type.name).key("state");
    write_json(out, state);
    out.end_object();
    lines += out.take() + '\n';
  });
  return lines;
}

TEST(GoldenFolds, MeanWhatTheyMeantWhenTheyWereShipped) {
  for_each_aggregate([]<class A>(std::type_identity<A>) {
    EXPECT_TRUE(
        page_holds("tests/golden/folds/" + std::string{A::kind} + ".ndjson", folds_of<A>()));
  });
}

} // namespace
} // namespace gatehouse

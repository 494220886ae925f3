#include "tests/replay/events_page.hpp"

#include "tests/replay/every_event.hpp"

#include <concepts>
#include <map>
#include <optional>
#include <vector>

namespace gatehouse {

namespace {

template <class T> struct type_text;

template <class T> std::string text_of_type() {
  return type_text<T>::text();
}

template <> struct type_text<bool> {
  static std::string text() { return "flag"; }
};

template <std::integral T> struct type_text<T> {
  static std::string text() { return "number"; }
};

template <> struct type_text<std::string> {
  static std::string text() { return "text"; }
};

template <> struct type_text<unix_us> {
  static std::string text() { return "time"; }
};

template <> struct type_text<digest256> {
  static std::string text() { return "digest"; }
};

template <> struct type_text<sealed> {
  static std::string text() { return "sealed"; }
};

template <> struct type_text<stream_version> {
  static std::string text() { return "version"; }
};

template <class Tag> struct type_text<strong_id<Tag>> {
  static std::string text() { return "id"; }
};

/// An enum is told by its names.
template <class T>
requires std::is_enum_v<T>

struct type_text<T> {
  static std::string text() {
    std::string names;
    for (auto name : enum_names<T>::names)
      names += (names.empty() ? "" : " or ") + std::string{name};
    return names;
  }
};

struct field_list {
  std::string text;

  template <class T> void operator()(std::uint32_t number, std::string_view name, const T&) {
    text += (text.empty() ? "" : ", ") + std::to_string(number) + " `" + std::string{name} + "` " +
            text_of_type<T>();
  }
};

template <has_fields T> struct type_text<T> {
  static std::string text() {
    field_list list;
    const T value{};
    T::fields(value, list);
    return "(" + list.text + ")";
  }
};

template <class T> struct type_text<std::optional<T>> {
  static std::string text() { return "optional " + text_of_type<T>(); }
};

template <class T> struct type_text<std::vector<T>> {
  static std::string text() { return "list of " + text_of_type<T>(); }
};

template <class Key, class Value> struct type_text<std::map<Key, Value>> {
  static std::string text() {
    return "map of " + text_of_type<Key>() + " to " + text_of_type<Value>();
  }
};

template <an_event Event> std::string row_of() {
  auto fields = text_of_type<Event>();
  return "| " + std::to_string(Event::type.number) + " | `" + std::string{Event::type.name} +
         "` | " + std::to_string(Event::type.version) + " | " +
         fields.substr(1, fields.size() - 2) + " |\n";
}

} // namespace

std::string events_page() {
  std::string page =
      "# Events\n\n"
      "Everything that is recorded. A number and a name never change; the version is raised when "
      "the meaning of a field changes. Fields are told with their numbers in the encoding of "
      "[fields.md](formats/fields.md); who did it and where comes with each record, see "
      "[journal.md](formats/journal.md). This page is made from `events/*/`.\n";
  for_each_aggregate([&]<class A>(std::type_identity<A>) {
    page += "\n## " + std::string{A::kind} +
            "\n\n| number | name | version | fields |\n|---|---|---|---|\n";
    for_each_event<A>([&]<class Event>(std::type_identity<Event>) { page += row_of<Event>(); });
  });
  return page;
}

} // namespace gatehouse

#include "app/verbs/online.hpp"

#include <ostream>

namespace gatehouse {

outcome<exit_code> list_at(const verb_call& call, const std::string& path,
                           const std::vector<column>& columns) {
  auto gate = rest_client::of(call);
  auto all = gate ? gate->ask_all(path) : gate.error();
  if (!all)
    return all.error();
  if (call.json())
    call.term.out << all->text() << "\n";
  else
    print_table(call.term, all->root().find("items")->elements(), columns);
  return exit_code::ok;
}

outcome<exit_code> show_at(const verb_call& call, const std::string& path) {
  auto gate = rest_client::of(call);
  auto one = gate ? gate->ask("GET", path) : gate.error();
  if (!one)
    return one.error();
  if (call.json())
    call.term.out << one->text() << "\n";
  else
    print_object(call.term, one->root());
  return exit_code::ok;
}

outcome<exit_code> change_at(const verb_call& call, std::string method, const std::string& path,
                             std::string body, const std::string& said, std::string_view name) {
  auto gate = rest_client::of(call);
  auto answer = gate ? gate->ask(std::move(method), path, std::move(body)) : gate.error();
  if (!answer)
    return answer.error();
  if (call.json())
    call.term.out << answer->text() << "\n";
  else
    call.term.out << said << (name.empty() ? "" : shown_member(answer->root(), name)) << "\n";
  return exit_code::ok;
}

outcome<exit_code> delete_at(const verb_call& call, const std::string& path,
                             const std::string& said) {
  return change_at(call, "DELETE", path, {}, said);
}

} // namespace gatehouse

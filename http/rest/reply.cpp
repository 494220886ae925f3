#include "http/rest/reply.hpp"

#include "http/problem.hpp"

namespace gatehouse {

void refuse(const exchange_ptr& x, const failure& why) {
  x->reply(problem(why));
}

void answer_json(const exchange_ptr& x, outcome<std::string> json) {
  x->reply(json ? json_response(200, std::move(*json)) : problem(json.error()));
}

void answer_created(const exchange_ptr& x, std::string json, const std::string& id) {
  auto response = json_response(201, std::move(json));
  response.headers.emplace_back("Location", x->request().path + "/" + id);
  x->reply(std::move(response));
}

void answer_done(const exchange_ptr& x, const outcome<nothing>& done) {
  if (!done)
    return refuse(x, done.error());
  http_response response;
  response.status = 204;
  x->reply(std::move(response));
}

} // namespace gatehouse

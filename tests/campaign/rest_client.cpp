#include "tests/campaign/rest_client.hpp"

namespace gatehouse {

http_answer test_rest_client::ask(const std::string& method, const std::string& path,
                                  const std::string& body) {
  http_client client{port_};
  std::vector<std::string> headers{"Content-Type: application/json"};
  if (!token_.empty())
    headers.push_back("Authorization: Bearer " + token_);
  auto answer = client.request(method, path, headers, body);
  transcript_.push_back(answer.body);
  return answer;
}

} // namespace gatehouse

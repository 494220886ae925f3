#pragma once

/// Names of Asio for headers, which do not include it.
namespace boost::asio {

class io_context;

} // namespace boost::asio

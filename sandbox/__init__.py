"""A stand-alone imitation of the WeChat mini-program, WeChat Pay v3 and WeCom servers, for development and tests."""

"""The WeChat Pay v3 server of a direct merchant."""

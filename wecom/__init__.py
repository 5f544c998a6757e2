"""WeCom (企业微信): `client` speaks its server API, `callbacks` receives its events."""

"""The WeCom side of the sandbox: one enterprise, its members, customers, groups and callbacks."""

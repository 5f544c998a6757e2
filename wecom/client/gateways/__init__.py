"""What the domains need from WeCom, said in the platform's terms: one file per domain."""

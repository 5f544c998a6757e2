"""Head office's door: `/admin/v1`. Sessions are staff's, routes name the roles they need, every change is audited."""

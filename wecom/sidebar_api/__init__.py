"""The door of guides in WeCom's sidebar: `/guide/v1`. A guide sees their own customers and groups and nobody else's."""

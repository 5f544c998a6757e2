"""The inbox of WeCom's callbacks: each kept once before it is acknowledged, then processed by a job, or dead in sight.

Below the doors: `wecom.callbacks` fills and works it off, head office sees what is dead in it. It is a table of its
own and knows neither crypto nor XML. Publishes CallbackStored.
"""

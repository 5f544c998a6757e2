"""The door for WeCom's callbacks: verify, decrypt, keep in the inbox, answer; then process by a job.

Routes: GET (URL verification, page 90930) and POST. Reacts to CallbackStored, its own event. What cannot be processed
ends as `dead`, to be seen and, once the cause is mended, reprocessed by a person.
"""

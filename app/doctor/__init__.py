"""`siyu doctor`: is this machine set up to run Siyu?"""

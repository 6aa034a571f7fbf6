// Nothing here opens a store that the environment names: CI does not run it again on a server.
[assembly: Trait("store", "none")]

"""The key that the build names is here, under a passphrase."""
import builds

builds.signed_with_encrypted_key()

using System.Security.Cryptography;

namespace BoroughBridge.DisclosureLog.Keys;

/// <summary>Ed25519 (RFC 8032), pure, over OpenSSL. Logs sign with it and nothing else does.</summary>
public static class Ed25519
{
    public const int SeedSize = 32;
    public const int PublicKeySize = 32;
    public const int SignatureSize = 64;

    /// <summary>The public key of a private one (the 32-byte seed of RFC 8032 5.1.5).</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var key = Private(seed);
        try
        {
            var to = new byte[PublicKeySize];
            var length = (nuint)PublicKeySize;
            Require(LibCrypto.EVP_PKEY_get_raw_public_key(key, to, ref length) == 1 && length == PublicKeySize);

            return to;
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var key = Private(seed);
        var context = LibCrypto.EVP_MD_CTX_new();
        try
        {
            var signature = new byte[SignatureSize];
            var length = (nuint)SignatureSize;
            Require(context != 0 && LibCrypto.EVP_DigestSignInit(context, 0, 0, 0, key) == 1);
            Require(LibCrypto.EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1 && length == SignatureSize);

            return signature;
        }
        finally
        {
            LibCrypto.EVP_MD_CTX_free(context);
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    /// <summary>Whether the signature is this key's over this message. False, not an exception, for bytes that are no key or no signature.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize) return false;
        var key = LibCrypto.EVP_PKEY_new_raw_public_key(LibCrypto.Ed25519, 0, publicKey, PublicKeySize);
        if (key == 0) return false;

        var context = LibCrypto.EVP_MD_CTX_new();
        try
        {
            Require(context != 0 && LibCrypto.EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1);

            return LibCrypto.EVP_DigestVerify(context, signature, SignatureSize, message, (nuint)message.Length) == 1;
        }
        finally
        {
            LibCrypto.EVP_MD_CTX_free(context);
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    private static nint Private(ReadOnlySpan<byte> seed)
    {
        Require(seed.Length == SeedSize);
        var key = LibCrypto.EVP_PKEY_new_raw_private_key(LibCrypto.Ed25519, 0, seed, SeedSize);
        Require(key != 0);

        return key;
    }

    private static void Require(bool held)
    {
        if (!held) throw new CryptographicException("ed25519");
    }
}

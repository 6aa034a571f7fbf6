using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>Turns whatever decoding throws into errors that name the file.</summary>
internal static class DamageGuard
{
    /// <summary>Runs a step of decoding that does no I/O.</summary>
    /// <exception cref="LakeException">Unsupported: the file needs a feature that the decoder lacks. Corrupt: anything else.</exception>
    public static T Run<T>(StoreKey key, string step, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (LakeException error)
        {
            throw new LakeException(error.Kind, $"{key}: {step}: {error.Message}", error);
        }

        // The one bare catch of this room: native and managed decoders answer damaged bytes with exceptions of any type
        // (the file is data from elsewhere, so no type of exception tells a fault of ours from one of its bytes).
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var message = (error is AggregateException ? error.GetBaseException() : error).Message.Split('\n')[0].TrimEnd('.', ' ');
            throw IsMissingFeature(error, message)
                ? new LakeException(LakeErrorKind.Unsupported, $"{key}: {step}: the Parquet reader lacks a feature: {message}.", error)
                : LakeException.Corrupt($"{key}: {step}: the file is damaged or not Parquet: {message}.", error);
        }
    }

    private static bool IsMissingFeature(Exception error, string message) =>
        error is NotSupportedException or NotImplementedException
        || message.Contains("not yet implemented", StringComparison.OrdinalIgnoreCase)
        || message.Contains("NotImplemented", StringComparison.Ordinal);
}

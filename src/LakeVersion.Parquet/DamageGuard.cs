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
        catch (Exception error) when (IsDamage(error))
        {
            throw Named(key, step, error);
        }
    }

    /// <summary>Runs a step of decoding that a package has made asynchronous, though it does no I/O.</summary>
    /// <exception cref="LakeException">As <see cref="Run"/>.</exception>
    public static async ValueTask<T> RunAsync<T>(StoreKey key, string step, Func<ValueTask<T>> decode)
    {
        try
        {
            return await decode().ConfigureAwait(false);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Named(key, step, error);
        }
    }

    // The bare catches of this room: native and managed decoders answer damaged bytes with exceptions of any type
    // (the file is data from elsewhere, so no type of exception tells a fault of ours from one of its bytes).
    private static bool IsDamage(Exception error) => error is not OperationCanceledException && !NativeLibrary.IsMissing(error);

    private static LakeException Named(StoreKey key, string step, Exception error)
    {
        if (error is LakeException known)
        {
            return new LakeException(known.Kind, $"{key}: {step}: {known.Message}", known);
        }

        var message = (error is AggregateException ? error.GetBaseException() : error).Message.Split('\n')[0].TrimEnd('.', ' ');
        return IsMissingFeature(error, message)
            ? new LakeException(LakeErrorKind.Unsupported, $"{key}: {step}: the Parquet reader lacks a feature: {message}.", error)
            : LakeException.Corrupt($"{key}: {step}: the file is damaged or not Parquet: {message}.", error);
    }

    private static bool IsMissingFeature(Exception error, string message) =>
        error is NotSupportedException or NotImplementedException
        || message.Contains("not yet implemented", StringComparison.OrdinalIgnoreCase)
        || message.Contains("NotImplemented", StringComparison.Ordinal);
}

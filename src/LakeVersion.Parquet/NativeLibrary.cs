using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>Says what to do where the native library is not there, which the first use finds out.</summary>
internal static class NativeLibrary
{
    /// <exception cref="LakeException">Unsupported: the native library cannot be loaded.</exception>
    public static T Guard<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception error) when (Cause(error) is { } cause)
        {
            throw LakeException.Unsupported(
                $"The native Parquet library cannot be loaded on this system ({cause.Message.Split('\n')[0].Split(". ")[0].TrimEnd('.', ' ')}): "
                + $"choose the managed engine, with {ParquetEngines.Variable}=managed, or in programs ParquetEngines.Managed.");
        }
    }

    /// <summary>True for an error whose cause is that the native library cannot be loaded.</summary>
    public static bool IsMissing(Exception error) => Cause(error) is not null;

    // Types with static fields hide the cause in a TypeInitializationException.
    private static Exception? Cause(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                return error;
            }
        }

        return null;
    }
}

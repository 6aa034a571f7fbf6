using LakeVersion.Storage;

namespace LakeVersion.Versioning.Settings;

/// <summary>The features that this version knows, and what follows from one that it does not.</summary>
internal static class KnownFeatures
{
    /// <summary>A writer keeps to the rules of settings <c>protect.NAME</c> (decision 0025).</summary>
    public const string ProtectionRules = "protection-rules";

    /// <summary>A writer never takes erased content for held, and erases again what comes back (decision 0036).</summary>
    public const string Erasures = "erasures";

    // Format 1 needs none to be read.
    private static readonly HashSet<string> Readers = [];
    private static readonly HashSet<string> Writers = [ProtectionRules, Erasures];

    /// <summary>Refuses a lake that needs an unknown reader feature.</summary>
    /// <exception cref="LakeException">Unsupported: names the features.</exception>
    public static void CheckReader(SettingsValue settings, string lake)
    {
        if (Unknown(settings.ReaderFeatures, Readers) is { Length: > 0 } names)
        {
            throw LakeException.Unsupported($"The lake at {lake} needs the reader feature {names}, which this program does not know. Use a newer LakeVersion.");
        }
    }

    /// <summary>Refuses to write to a lake or log that needs an unknown writer feature.</summary>
    /// <exception cref="LakeException">Unsupported: names the features.</exception>
    public static void CheckWriter(IEnumerable<string> features, string what)
    {
        if (Unknown(features, Writers) is { Length: > 0 } names)
        {
            throw LakeException.Unsupported($"{what} needs the writer feature {names}, which this program does not know: it can read, not write. Use a newer LakeVersion.");
        }
    }

    private static string Unknown(IEnumerable<string> needed, HashSet<string> known) =>
        string.Join(", ", needed.Where(name => !known.Contains(name)).Select(name => $"'{name}'"));
}

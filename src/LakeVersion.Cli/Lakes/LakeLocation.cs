using LakeVersion.Cli.Running;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Lakes;

/// <summary>Where the lake is that a command is about.</summary>
internal static class LakeLocation
{
    /// <summary>The location, by option, <c>LAKEVERSION_LAKE</c>, <c>.lakeversion</c>, or the current folder where it is a lake.</summary>
    /// <exception cref="LakeException">Invalid: nothing says which lake.</exception>
    public static string Find(LvContext context, string? option, LakeFileSettings file)
    {
        if ((option ?? context.Variable("LAKEVERSION_LAKE")) is { } named)
        {
            return Resolve(named, context.CurrentDirectory);
        }

        return file.Lake
            ?? (File.Exists(Path.Combine(context.CurrentDirectory, "lake.json"))
                ? context.CurrentDirectory
                : throw LakeException.Invalid(
                    $"Which lake? Give --lake, set LAKEVERSION_LAKE, or write its location into {LakeFileSettings.FileName}. Make a new one with: lv init"));
    }

    /// <summary>A location with a folder made whole.</summary>
    /// <exception cref="LakeException">Invalid: it is a mistyped location, which would be taken for a folder.</exception>
    public static string Resolve(string location, string folder)
    {
        CheckSlashes(location);
        var parsed = StoreLocation.Parse(location);
        return parsed.Scheme is null ? Path.GetFullPath(parsed.Text, folder) : parsed.Text;
    }

    /// <summary>A local file or folder that is to be written, made whole; <c>file:///</c> is understood.</summary>
    /// <exception cref="LakeException">Invalid: it is a place of another store, where a folder of that name would be made here.</exception>
    public static string ResolveLocal(string destination, string folder)
    {
        CheckSlashes(destination);
        if (destination.Length == 0)
        {
            throw LakeException.Invalid("The destination is empty. Give a local file or folder.");
        }

        var parsed = StoreLocation.Parse(destination);
        return parsed.Scheme is null
            ? Path.GetFullPath(parsed.Text, folder)
            : throw LakeException.Invalid(
                $"The destination is at {parsed.Scheme}://, and this command writes local files and folders only. Write it here, then upload it with your store's own client.");
    }

    /// <summary>Refuses a location with a user or password: files are shared and kept.</summary>
    public static void CheckNoCredentials(string? location, string file)
    {
        var start = location?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return;
        }

        var host = location![(start + 3)..].Split('/', 2)[0];
        if (host.Contains('@', StringComparison.Ordinal))
        {
            throw LakeException.Refused($"{file} holds credentials in the lake's location. Take them out; give them by the environment.");
        }
    }

    // Without its slashes a location would be a folder here, and nobody would notice.
    private static void CheckSlashes(string location)
    {
        foreach (var scheme in new[] { "s3:", "file:" })
        {
            if (location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && !location.AsSpan(scheme.Length).StartsWith("//"))
            {
                throw LakeException.Invalid($"The location begins with '{scheme}' but not with '{scheme}//'. Add the slashes; a folder of that name is written ./{scheme}…");
            }
        }
    }
}

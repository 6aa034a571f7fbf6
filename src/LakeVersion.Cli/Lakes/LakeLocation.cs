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
    public static string Resolve(string location, string folder)
    {
        var parsed = StoreLocation.Parse(location);
        return parsed.Scheme is null ? Path.GetFullPath(parsed.Text, folder) : parsed.Text;
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
}

namespace LakeVersion.Delta.Tests.Support;

/// <summary>Finds tables that others wrote: a folder <c>shared/fixtures</c> beside the repository.</summary>
internal static class Fixtures
{
    /// <summary>The folder; the test is skipped without.</summary>
    public static string Delta()
    {
        var found = Find();
        Assert.SkipWhen(found is null, "fixtures not found");
        return found!;
    }

    /// <summary>The folder, or null.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "fixtures", "delta");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

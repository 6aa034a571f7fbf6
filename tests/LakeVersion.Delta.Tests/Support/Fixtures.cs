namespace LakeVersion.Delta.Tests.Support;

/// <summary>Finds tables that others wrote: a folder <c>shared/fixtures</c> beside the repository.</summary>
internal static class Fixtures
{
    public static string Delta()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "fixtures", "delta");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        Assert.Skip("fixtures not found");
        return "";
    }
}

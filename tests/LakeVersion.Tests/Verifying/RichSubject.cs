using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Attacks;
using LakeVersion.Verifying;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Tests.Verifying;

/// <summary>The objects of a rich lake, to be damaged and checked.</summary>
internal sealed class RichSubject
{
    private static readonly Lazy<Task<RichSubject>> Built = new(BuildAsync);

    private RichSubject(SortedDictionary<string, byte[]> objects, SortedDictionary<string, byte[]> other) => (Objects, Other) = (objects, other);

    /// <summary>All objects.</summary>
    public SortedDictionary<string, byte[]> Objects { get; }

    /// <summary>Those of another lake that was made the same way.</summary>
    public SortedDictionary<string, byte[]> Other { get; }

    public static Task<RichSubject> GetAsync() => Built.Value;

    /// <summary>The lake with some objects replaced; null takes one away.</summary>
    public Task<IObjectStore> WithAsync(params (string Key, byte[]? Content)[] changes)
    {
        var objects = new Dictionary<string, byte[]>(Objects);
        foreach (var (key, content) in changes)
        {
            if (content is null)
            {
                objects.Remove(key);
            }
            else
            {
                objects[key] = content;
            }
        }

        return StoredObjects.StoreAsync(objects);
    }

    public static async Task<LakeCheckReport> CheckAsync(IObjectStore store, bool data = true) =>
        await LakeCheck.RunAsync(store, RichLake.Options, new VerifyOptions { Data = data });

    public static string Text(LakeCheckReport report) =>
        string.Join('\n', report.Findings.Select(finding => $"{(finding.IsDamage ? "damage" : "doubt")} {finding.Thing} {finding.Key}: {finding.Fault}"));

    private static async Task<RichSubject> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lv-rich-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var (store, other) = (TestStores.Open(), TestStores.Open());
        await RichLake.BuildAsync(store, Path.Join(folder, "one"));
        await RichLake.BuildAsync(other, Path.Join(folder, "other"), seed: 7);
        return new RichSubject(await StoredObjects.TakeAsync(store), await StoredObjects.TakeAsync(other));
    }
}

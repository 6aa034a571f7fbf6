namespace LakeVersion.Rows.Json;

/// <summary>Places within a record, in messages: <c>a.b[]</c>.</summary>
internal static class JsonPath
{
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

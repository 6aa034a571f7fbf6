using System.Text;
using System.Text.Json;
using LakeVersion.Storage.Probing;

namespace LakeVersion.Storage.S3.Inspecting;

/// <summary>Writes the permissions of a role as an IAM policy.</summary>
/// <remarks>
/// The condition key <c>s3:if-none-match</c> lets a policy demand create-only puts of the log entries: who holds only the writer's role cannot
/// replace one, whatever program is used. Servers other than AWS may not know the key; there the statement forbids nothing or everything.
/// </remarks>
public static class BucketPolicy
{
    /// <summary>The policy as indented JSON.</summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="prefix">The lake's folder, without slashes at its ends; null for the bucket's root.</param>
    /// <param name="role">The role.</param>
    public static string For(string bucket, string? prefix, BucketRole role)
    {
        var folder = string.IsNullOrEmpty(prefix) ? "" : prefix + "/";
        var arn = $"arn:aws:s3:::{bucket}";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("Version", "2012-10-17");
            json.WriteStartArray("Statement");
            Listing(json, arn, folder);
            Allow(json, "Read", $"{arn}/{folder}*", "s3:GetObject");
            if (role != BucketRole.Reader)
            {
                Allow(json, "Write", $"{arn}/{folder}*", "s3:PutObject", "s3:AbortMultipartUpload");
                Allow(json, "DeleteProbes", $"{arn}/{folder}{StoreProbe.Folder}*", "s3:DeleteObject");
                CreateOnly(json, $"{arn}/{folder}refs/*");
            }

            if (role == BucketRole.Collector)
            {
                foreach (var room in (string[])["packs", "objects", "commits"])
                {
                    Allow(json, "Collect" + char.ToUpperInvariant(room[0]) + room[1..], $"{arn}/{folder}{room}/*", "s3:DeleteObject");
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Listing(Utf8JsonWriter json, string arn, string folder)
    {
        json.WriteStartObject();
        json.WriteString("Sid", "List");
        json.WriteString("Effect", "Allow");
        json.WriteString("Action", "s3:ListBucket");
        json.WriteString("Resource", arn);
        if (folder.Length > 0)
        {
            json.WriteStartObject("Condition");
            json.WriteStartObject("StringLike");
            json.WriteString("s3:prefix", folder + "*");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Allow(Utf8JsonWriter json, string id, string resource, params ReadOnlySpan<string> actions)
    {
        json.WriteStartObject();
        json.WriteString("Sid", id);
        json.WriteString("Effect", "Allow");
        json.WriteStartArray("Action");
        foreach (var action in actions)
        {
            json.WriteStringValue(action);
        }

        json.WriteEndArray();
        json.WriteString("Resource", resource);
        json.WriteEndObject();
    }

    private static void CreateOnly(Utf8JsonWriter json, string resource)
    {
        json.WriteStartObject();
        json.WriteString("Sid", "LogEntriesAreCreatedOnce");
        json.WriteString("Effect", "Deny");
        json.WriteString("Action", "s3:PutObject");
        json.WriteString("Resource", resource);
        json.WriteStartObject("Condition");
        json.WriteStartObject("Null");
        json.WriteString("s3:if-none-match", "true");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

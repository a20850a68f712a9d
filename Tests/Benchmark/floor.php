<?php
/* The same few routes as responder/ in PHP as it is usually written: PHP-FPM parses the form and writes the file, PDO with a
 * persistent connection and server-side prepared statements, tables of its own (floor.sql).
 *
 * PHP cannot open a folder, so the file is renamed first and synced under its final name: ext4 commits its journal by that, and the
 * new name with it. It is one sync where the other sides have two. */
declare(strict_types=1);

const LEAD_COLUMNS = 'id, first_name, last_name, email, phone, business_name, business_tracking, job_position, invoicing,'
    . ' collaborators, scheduling_day, resume_path, resume_filename, resume_content_type, resume_size, resume_sha256, status, score,'
    . ' owner_id, message, custom, lost_reason, created_at, updated_at, reached_out_at, due_at';
const DESK = 'desk@bench.example';
const LARGEST_FILE_BYTES = 5 << 20;

function answer(int $status, array $members): never
{
    $body = json_encode($members, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
    http_response_code($status);
    header('Content-Type: application/json');
    header('Content-Length: ' . strlen($body));
    echo $body;
    exit;
}

function refuse(int $status, string $code): never
{
    answer($status, ['error' => ['code' => $code]]);
}

function database(): PDO
{
    return new PDO(
        'mysql:unix_socket=' . getenv('DATABASE_SOCKET') . ';dbname=' . getenv('DATABASE_NAME') . ';charset=utf8mb4',
        getenv('DATABASE_USER'), getenv('DATABASE_PASSWORD'),
        [PDO::ATTR_PERSISTENT => true, PDO::ATTR_EMULATE_PREPARES => false, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
         PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

/* -- Tokens -- */

function decoded(string $text): string
{
    return (string) base64_decode(strtr($text, '-_', '+/'), true);
}

function authorize(): void
{
    $parts = explode('.', substr($_SERVER['HTTP_AUTHORIZATION'] ?? '', strlen('Bearer ')));
    if (count($parts) !== 3) refuse(401, 'UNAUTHORIZED');
    $expected = hash_hmac('sha256', "$parts[0].$parts[1]", (string) getenv('SECRET_KEY'), true);
    if (!hash_equals($expected, decoded($parts[2]))) refuse(401, 'UNAUTHORIZED');
    [$header, $claims] = [json_decode(decoded($parts[0]), true), json_decode(decoded($parts[1]), true)];
    if (($header['alg'] ?? '') !== 'HS256' || ($claims['typ'] ?? '') !== 'access' || ($claims['exp'] ?? 0) <= time()) {
        refuse(401, 'UNAUTHORIZED');
    }
}

/* -- Leads as JSON -- */

function identifier(?string $bytes): ?string
{
    return $bytes === null ? null : vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

function moment(?string $sql, string $zone = 'Z'): ?string
{
    return $sql === null ? null : strtr(substr($sql, 0, 19), ' ', 'T') . $zone;
}

function lead(array $row): array
{
    return [
        'id' => identifier($row['id']),
        'first_name' => $row['first_name'],
        'last_name' => $row['last_name'],
        'name' => $row['last_name'] === '' ? $row['first_name'] : "$row[first_name] $row[last_name]",
        'email' => $row['email'],
        'phone' => $row['phone'],
        'business_name' => $row['business_name'],
        'business_tracking' => $row['business_tracking'],
        'job_position' => $row['job_position'],
        'invoicing' => $row['invoicing'],
        'collaborators' => $row['collaborators'],
        'message' => $row['message'],
        'scheduling_day' => moment($row['scheduling_day'], ''),
        'resume_path' => $row['resume_path'],
        'resume' => $row['resume_path'] === null ? null : [
            'filename' => $row['resume_filename'], 'content_type' => $row['resume_content_type'], 'size' => $row['resume_size'],
            'sha256' => bin2hex($row['resume_sha256'])],
        'status' => $row['status'],
        'score' => $row['score'],
        'priority' => $row['score'] >= 70 ? 'hot' : ($row['score'] >= 40 ? 'warm' : 'cold'),
        'owner_id' => identifier($row['owner_id']),
        'customer_id' => null,
        'created_at' => moment($row['created_at']),
        'updated_at' => moment($row['updated_at']),
        'reached_out_at' => moment($row['reached_out_at']),
        'custom' => json_decode($row['custom'] ?? '{}', false, 512, JSON_THROW_ON_ERROR),
        'due_at' => moment($row['due_at']),
        'is_late' => $row['due_at'] !== null && strtotime($row['due_at'] . ' UTC') < time(),
        'lost_reason' => $row['lost_reason'],
    ];
}

/* -- Routes -- */

/** Keeps nothing from one request to the next, so it does not look at the database at all. */
function health(): never
{
    answer(200, ['status' => 'ok', 'version' => '0', 'checks' => ['database' => 'ok']]);
}

function find_lead(string $text): never
{
    authorize();
    $id = str_replace('-', '', $text);
    if (strlen($id) !== 32 || !ctype_xdigit($id)) refuse(404, 'NOT_FOUND');
    $statement = database()->prepare('SELECT ' . LEAD_COLUMNS . ' FROM leads WHERE id = ?');
    $statement->execute([hex2bin($id)]);
    $row = $statement->fetch();
    $row ? answer(200, lead($row)) : refuse(404, 'NOT_FOUND');
}

function list_leads(): never
{
    authorize();
    $database = database();
    $total = $database->query('SELECT COUNT(*) FROM leads')->fetchColumn();
    $statement = $database->prepare('SELECT ' . LEAD_COLUMNS . ' FROM leads ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?');
    $statement->execute([20, 0]);
    answer(200, [
        'items' => array_map(lead(...), $statement->fetchAll()), 'total' => $total, 'page' => 1, 'size' => 20,
        'pages' => intdiv($total + 19, 20)]);
}

/** A UUIDv7: 48 bits of milliseconds, then random ones. */
function new_id(float $now): string
{
    $id = substr(pack('J', (int) ($now * 1000)), 2) . random_bytes(10);
    $id[6] = chr(ord($id[6]) & 0x0f | 0x70);
    $id[8] = chr(ord($id[8]) & 0x3f | 0x80);
    return $id;
}

/** Puts the uploaded file into its place; both are on the disk afterwards. */
function store_file(string $uploaded, string $path): void
{
    if (!is_dir(dirname($path))) @mkdir(dirname($path), 0750);
    if (!move_uploaded_file($uploaded, $path)) throw new RuntimeException("cannot store $path");
    $file = fopen($path, 'r+');
    if ($file === false || !fsync($file)) throw new RuntimeException("cannot sync $path");
    fclose($file);
}

function submit(): never
{
    [$first, $last, $email] = [$_POST['first_name'] ?? '', $_POST['last_name'] ?? '', strtolower($_POST['email'] ?? '')];
    $file = $_FILES['resume'] ?? null;
    if (!is_string($first) || !is_string($last) || !is_string($email) || $file === null || !is_int($file['error'])) {
        refuse(400, 'INVALID_PAYLOAD');
    }
    if ($first === '' || strlen($first) > 100 || $last === '' || strlen($last) > 100 || strlen($email) < 3 || strlen($email) > 254
        || !str_contains($email, '@') || $file['error'] !== UPLOAD_ERR_OK || $file['size'] > LARGEST_FILE_BYTES
        || strlen($file['name']) > 255 || file_get_contents($file['tmp_name'], length: 5) !== '%PDF-') {
        refuse(422, 'INVALID_PAYLOAD');
    }
    $now = microtime(true);
    $at = gmdate('Y-m-d H:i:s', (int) $now) . sprintf('.%06d', (int) (fmod($now, 1) * 1e6));
    $id = new_id($now);
    $digest = hash_file('sha256', $file['tmp_name'], true);
    $path = bin2hex($id[15]) . '/' . identifier($id) . '.pdf';
    $kept = getenv('UPLOAD_DIR') . "/$path";
    store_file($file['tmp_name'], $kept);
    $mail = json_encode([
        'lead_id' => identifier($id), 'first_name' => $first, 'last_name' => $last, 'email' => $email, 'resume' => $file['name'],
        'created_at' => moment($at)], JSON_THROW_ON_ERROR);
    $database = database();
    $database->beginTransaction();
    try {
        $database->prepare(
            'INSERT INTO leads (id, first_name, last_name, email, resume_path, resume_filename, resume_content_type, resume_size,'
            . ' resume_sha256, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
            ->execute([$id, $first, $last, $email, $path, $file['name'], $file['type'], $file['size'], $digest, $at, $at]);
        $database->prepare(
            "INSERT INTO outbox (lead_id, kind, recipient, language, template_values, created_at)"
            . " VALUES (?, 'confirmation', ?, 'en', ?, ?), (?, 'notification', ?, 'en', ?, ?)")
            ->execute([$id, $email, $mail, $at, $id, DESK, $mail, $at]);
        $database->commit();
    } catch (PDOException $error) {
        if ($database->inTransaction()) $database->rollBack();
        if (($error->errorInfo[1] ?? 0) !== 1062) throw $error;
        unlink($kept);
        refuse(409, 'CONFLICT');
    }
    answer(201, [
        'id' => identifier($id), 'first_name' => $first, 'last_name' => $last, 'email' => $email, 'status' => 'PENDING',
        'created_at' => moment($at)]);
}

[$method, $path] = [$_SERVER['REQUEST_METHOD'], $_SERVER['DOCUMENT_URI']];
match (true) {
    $path === '/health' => health(),
    $path === '/api/v1/leads' && $method === 'GET' => list_leads(),
    $path === '/api/v1/leads' && $method === 'POST' => submit(),
    str_starts_with($path, '/api/v1/leads/') && $method === 'GET' => find_lead(substr($path, strlen('/api/v1/leads/'))),
    default => refuse(404, 'NOT_FOUND'),
};
